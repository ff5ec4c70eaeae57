using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamsService.Live;

/// <summary>The bytes of a server-sent event, as the HTML standard describes them.</summary>
internal static class ServerSentEvent
{
    // It is no part of an HTML page, and text within JSON within JSON has many quotes.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What a stream begins with: come back a second after it has ended. What happens once a client has this, it is told.</summary>
    public static byte[] Opening { get; } = "retry: 1000\n\n"u8.ToArray();

    /// <summary>An event.</summary>
    /// <param name="data">What it says; goes out as JSON.</param>
    /// <param name="type">Its type; none is <c>message</c>.</param>
    /// <param name="id">What a client resumes with, once it has this event.</param>
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
