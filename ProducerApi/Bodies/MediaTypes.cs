using Microsoft.Net.Http.Headers;

namespace ProducerApi.Bodies;

/// <summary>What the body of a request is, by its header <c>Content-Type</c>.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string AnyJson = "application/*+json";
    public const string AnyText = "text/*";
    public const string Bytes = "application/octet-stream";

    private const StringComparison Ignore = StringComparison.OrdinalIgnoreCase;

    /// <summary>
    /// Standard types whose JSON is an envelope: the value is inside it. If the service published the envelope, consumers would take it for
    /// the value; if it published what is inside, it would drop the rest of the envelope.
    /// </summary>
    private static readonly string[] Envelopes = ["application/cloudevents+json", "application/cloudevents-batch+json"];

    /// <summary>Returns the media type of a request.</summary>
    /// <exception cref="BadHttpRequestException">415: it is missing or not valid, or text in another charset than UTF-8.</exception>
    public static MediaTypeHeaderValue Of(HttpRequest request)
    {
        if (request.ContentType is null) throw Unsupported("The header Content-Type is missing.");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) throw Unsupported("The header Content-Type is not valid.");

        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        if (charset.HasValue && !Is(type, Bytes) && !charset.Equals("utf-8", Ignore) && !charset.Equals("us-ascii", Ignore))
        {
            throw Unsupported($"Text must be UTF-8, but the header Content-Type says charset={charset}.");
        }

        return type;
    }

    /// <summary>Returns how the value of a record is written in the body.</summary>
    /// <exception cref="BadHttpRequestException">415: the body is not a value as JSON, text or bytes.</exception>
    public static ValueFormat FormatOf(HttpRequest request)
    {
        var type = Of(request);
        if (Is(type, Bytes)) return ValueFormat.Bytes;
        if (type.Type.Equals("text", Ignore)) return ValueFormat.Text;
        if (Is(type, Json)) return ValueFormat.Json;

        if (!type.Type.Equals("application", Ignore) || !type.Suffix.Equals("json", Ignore))
        {
            throw Unsupported($"The value of a record must be {Json}, {AnyJson}, {AnyText} or {Bytes}, not {type.MediaType}.");
        }

        // Vendors define what their types mean. Many are the envelope of a protocol, such as application/vnd.kafka.json.v2+json.
        if (type.SubType.StartsWith("vnd.", Ignore) || Envelopes.Any(envelope => Is(type, envelope)))
        {
            throw Unsupported(
                $"The JSON of {type.MediaType} is, or may be, an envelope with the value inside. Send the value itself, as {Json}.");
        }

        return ValueFormat.Json;
    }

    /// <summary>Checks that the body is JSON. Unlike in routing, that does not include <c>application/*+json</c>.</summary>
    /// <exception cref="BadHttpRequestException">415: it is not.</exception>
    public static void RequireJson(MediaTypeHeaderValue type)
    {
        if (!Is(type, Json)) throw Unsupported($"The body must be {Json}, not {type.MediaType}.");
    }

    private static bool Is(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, Ignore);

    private static BadHttpRequestException Unsupported(string message) => new(message, StatusCodes.Status415UnsupportedMediaType);
}
