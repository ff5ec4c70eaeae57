using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ServiceDefaults.Http;

/// <summary>Registers and adds what every service with an HTTP API has.</summary>
public static class HttpDefaults
{
    /// <summary>
    /// Configures the JSON of requests and responses, leaves out the header <c>Server</c>, and registers <see cref="HttpOptions"/>.
    /// </summary>
    /// <param name="builder">The builder of the service.</param>
    /// <param name="types">The types of the responses.</param>
    public static void AddHttpDefaults(this WebApplicationBuilder builder, IJsonTypeInfoResolver types)
    {
        builder.Services.ConfigureHttpJsonOptions(json => HttpJson.Configure(json.SerializerOptions, types));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.AddCrossSiteRequests();
    }

    /// <summary>
    /// Adds the middleware for <see cref="TraceResponse"/>, <see cref="ProblemResponses"/>, <see cref="CrossSiteRequests"/> and
    /// <see cref="Escapes"/>. Call it before other middleware, but after <c>UseRouting</c> if the service calls that.
    /// </summary>
    public static void UseHttpDefaults(this WebApplication app)
    {
        app.UseTraceResponse();
        app.UseProblems();
        app.UseCrossSiteRequests();
        app.UseEscapes();
    }
}
