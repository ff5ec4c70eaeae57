using System.Text;
using System.Text.Unicode;
using Confluent.Kafka;

namespace StreamsService.Live.Records;

/// <summary>Converts a record's bytes into text for display, and limits its size.</summary>
internal static class RecordText
{
    /// <summary>The largest number of bytes of a value that is shown.</summary>
    public const int MaxValueBytes = 16 * 1024;

    private const int MaxKeyBytes = 1024;
    private const int MaxHeaders = 32;
    private const int MaxHeaderNameBytes = 256;
    private const string Base64 = "base64";
    private static readonly long MinTime = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long MaxTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static RecordResponse Of(ConsumeResult<byte[], byte[]> record)
    {
        var message = record.Message;
        var value = Cut(message.Value, MaxValueBytes);
        var isText = Utf8.IsValid(value);
        var isCut = message.Value?.Length > value.Length;
        return new(
            Text(message.Key),
            message.Value is null ? null : isText ? Encoding.UTF8.GetString(value) : Convert.ToBase64String(value),
            DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(message.Timestamp.UnixTimestampMs, MinTime, MaxTime)),
            record.Partition.Value,
            record.Offset.Value,
            Headers(message.Headers))
        {
            Encoding = isText ? null : Base64,
            Truncated = isCut,
            Size = isCut ? message.Value!.Length : null,
        };
    }

    private static IReadOnlyList<HeaderResponse> Headers(Headers? headers) =>
        [.. (headers ?? []).Take(MaxHeaders).Select(header => new HeaderResponse(Name(header.Key), Text(header.GetValueBytes())))];

    private static string Name(string name) => Encoding.UTF8.GetString(Cut(Encoding.UTF8.GetBytes(name), MaxHeaderNameBytes));

    /// <summary>The text of a key or of a header's value. Bytes that are not UTF-8 become <c>base64:…</c>.</summary>
    private static string? Text(byte[]? bytes)
    {
        if (bytes is null) return null;

        var cut = Cut(bytes, MaxKeyBytes);
        return Utf8.IsValid(cut) ? Encoding.UTF8.GetString(cut) : $"{Base64}:{Convert.ToBase64String(cut)}";
    }

    /// <summary>The first bytes. A UTF-8 character is not cut in the middle.</summary>
    private static ReadOnlySpan<byte> Cut(byte[]? bytes, int max)
    {
        if (bytes is null || bytes.Length <= max) return bytes;

        var end = max;

        // Bytes that begin with the bits 10 continue a character. One has at most three of them.
        while (end > max - 4 && (bytes[end] & 0b1100_0000) == 0b1000_0000) end--;
        return bytes.AsSpan(0, end);
    }
}
