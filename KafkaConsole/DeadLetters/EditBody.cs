using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace KafkaConsole.DeadLetters;

/// <summary>Reads the new value in the body of a request, such as <c>{"value": "…"}</c>.</summary>
internal static class EditBody
{
    private const string Expected = "The body must be a JSON object with the new value as text, such as {\"value\": \"…\"}, and no other member.";

    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerOptions.Web) { RespectNullableAnnotations = true, AllowDuplicateProperties = false };

    /// <summary>Reads the new value; null when the request has no body and no content type.</summary>
    /// <returns>The new value, or why the body is refused: 415 for its headers, 400 for its content.</returns>
    public static async Task<(LetterEdit? Edit, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request)
    {
        // A body has neither Content-Length nor Transfer-Encoding where HTTP/2 sends it in frames.
        var canHaveBody = request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true;
        if (!canHaveBody && request.ContentType is null) return default;
        if (UnsupportedIn(request) is { } unsupported) return (null, unsupported);

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        var (edit, error) = Parse(body.ToArray());
        return error is null
            ? (edit, null)
            : (null, TypedResults.Problem(error, statusCode: StatusCodes.Status400BadRequest, title: "Invalid body"));
    }

    private static (LetterEdit? Edit, string? Error) Parse(byte[] body)
    {
        if (JsonSyntax.ErrorOf(body) is { } error) return (null, $"The body is not JSON: {error} {Expected}");

        try
        {
            return JsonSerializer.Deserialize<LetterEdit>(body, Json) is { } edit ? (edit, null) : (null, Expected);
        }
        catch (JsonException)
        {
            return (null, Expected); // its message has the names of .NET types
        }
    }

    private static ProblemHttpResult? UnsupportedIn(HttpRequest request)
    {
        var coding = request.Headers.ContentEncoding.ToString();
        if (coding is not "" && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            request.HttpContext.Response.Headers.AcceptEncoding = "identity";
            return Unsupported($"The body must not be encoded, but the header Content-Encoding says {coding}.");
        }

        if (request.ContentType is null) return Unsupported("The header Content-Type is missing. It must be application/json.");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) return Unsupported("The header Content-Type is not valid.");
        if (!type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return Unsupported($"The body must be application/json, not {type.MediaType}.");
        }

        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        var isUtf8 = !charset.HasValue
            || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
        return isUtf8 ? null : Unsupported($"The body must be UTF-8, but the header Content-Type says charset={charset}.");
    }

    private static ProblemHttpResult Unsupported(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status415UnsupportedMediaType, title: "Unsupported media type");
}
