using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace ServiceDefaults.Http;

/// <summary>
/// Writes a problem as a complete HTTP/1.1 response, the last one of its connection. It has no trace id, because a request that is not
/// valid HTTP has no trace.
/// </summary>
internal static class ProblemMessage
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(Problem problem, DateTimeOffset now)
    {
        var body = BodyOf(problem);
        var head = string.Create(CultureInfo.InvariantCulture, $"""
            HTTP/1.1 {problem.Status} {ReasonPhrases.GetReasonPhrase(problem.Status)}
            Content-Type: application/problem+json
            Content-Length: {body.Length}
            Connection: close
            Date: {now:R}


            """);
        return [.. Encoding.ASCII.GetBytes(head.ReplaceLineEndings("\r\n")), .. body];
    }

    private static byte[] BodyOf(Problem problem)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body, Readable))
        {
            json.WriteStartObject();
            json.WriteString("title", problem.Title);
            json.WriteNumber("status", problem.Status);
            json.WriteString("detail", problem.Detail);
            json.WriteEndObject();
        }

        return body.ToArray();
    }
}
