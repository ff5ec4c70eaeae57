using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamsService.Live;

/// <summary>Writes server-sent events as bytes, in the format of the HTML standard.</summary>
internal static class ServerSentEvent
{
    // The relaxed encoder is safe because the JSON is never part of an HTML page. It is shorter because nested JSON has many quotes.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The first frame of a stream. It sets the reconnect delay to 1 s. The client receives every event that is published from here on.
    /// </summary>
    public static byte[] Opening { get; } = "retry: 1000\n\n"u8.ToArray();

    /// <summary>Writes an event.</summary>
    /// <param name="data">The data, which is written as JSON.</param>
    /// <param name="type">The event type; null means <c>message</c>, the default of the standard.</param>
    /// <param name="id">The id that a client sends to resume after this event; null for none.</param>
    public static byte[] Of<T>(T data, string? type = null, string? id = null)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        if (type is not null) Encoding.UTF8.GetBytes($"event: {type}\n", buffer);
        if (id is not null) Encoding.UTF8.GetBytes($"id: {id}\n", buffer);
        buffer.Write("data: "u8);
        using (var json = new Utf8JsonWriter(buffer, Compact)) JsonSerializer.Serialize(json, data, ResponseJson.Options);
        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
