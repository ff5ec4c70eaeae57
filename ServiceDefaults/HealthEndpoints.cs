using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ServiceDefaults;

/// <summary>Maps the health endpoints for orchestrators.</summary>
public static class HealthEndpoints
{
    internal const string Ready = "/health";
    internal const string Alive = "/alive";

    /// <summary>The tag of liveness checks: if one fails, the process should be restarted.</summary>
    internal const string Live = "live";

    /// <summary>
    /// Maps <c>/health</c> (ready: all checks) and <c>/alive</c> (live: the checks tagged <c>live</c>). The response
    /// is 200 or 503, with the state, description and data of each check as JSON.
    /// </summary>
    public static void MapDefaultEndpoints(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks(Ready, new() { ResponseWriter = WriteAsync });
        app.MapHealthChecks(Alive, new() { ResponseWriter = WriteAsync, Predicate = check => check.Tags.Contains(Live) });
    }

    // AspNetCore.HealthChecks.UI.Client would write the same report for its dashboard, which this project doesn't use: compact, under other
    // names, and with the data of a check one level deeper. This is for people who open /health.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, Readable);
        json.WriteStartObject();
        json.WriteString("status", report.Status.ToString());
        json.WriteStartObject("checks");
        foreach (var (name, check) in report.Entries)
        {
            json.WriteStartObject(name);
            json.WriteString("status", check.Status.ToString());
            if (check.Description is { } description) json.WriteString("description", description);
            foreach (var (member, value) in check.Data)
            {
                json.WritePropertyName(member);
                JsonSerializer.Serialize(json, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
