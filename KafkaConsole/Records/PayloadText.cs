using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace KafkaConsole.Records;

/// <summary>A key, a value or the value of a header in readable form.</summary>
/// <param name="Format">How the bytes were read.</param>
/// <param name="Text">JSON with indentation, the text, or a hex dump.</param>
/// <param name="Bytes">The number of bytes.</param>
/// <param name="IsCut">Whether <paramref name="Text"/> shows only the beginning.</param>
public sealed record PayloadText(PayloadFormat Format, string Text, int Bytes, bool IsCut)
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxPreview = 300;
    private const int MaxDumpedBytes = 12 * 1024; // their dump has about 64 KiB

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly SearchValues<byte> ControlCharacters = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(code => (byte)code).Except("\t\r\n"u8.ToArray()), 127]);

    /// <summary>The beginning on one line.</summary>
    [JsonIgnore]
    public string Preview => string.Join(' ', Text[..Math.Min(Text.Length, MaxPreview)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Makes bytes readable; null stays null, as in a tombstone.</summary>
    internal static PayloadText? From(byte[]? bytes)
    {
        if (bytes is null) return null;

        if (!Utf8.IsValid(bytes) || bytes.AsSpan().ContainsAny(ControlCharacters))
            return new(PayloadFormat.Binary, HexDump.Of(bytes, MaxDumpedBytes), bytes.Length, bytes.Length > MaxDumpedBytes);

        if (bytes.Length > MaxBytes)
            return new(PayloadFormat.Text, Encoding.UTF8.GetString(bytes, 0, WholeCharacters(bytes, MaxBytes)), bytes.Length, true);

        return Json(bytes) is { } json
            ? new(PayloadFormat.Json, json.Length <= MaxBytes ? json : json[..MaxBytes], bytes.Length, json.Length > MaxBytes)
            : new(PayloadFormat.Text, Encoding.UTF8.GetString(bytes), bytes.Length, false);
    }

    private static string? Json(byte[] bytes)
    {
        if (bytes.AsSpan().TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])
            return null; // a number or a word looks the same as text

        try
        {
            using var document = JsonDocument.Parse(bytes);
            var text = new ArrayBufferWriter<byte>(bytes.Length * 2);
            using (var writer = new Utf8JsonWriter(text, Indented))
                document.WriteTo(writer);

            return Encoding.UTF8.GetString(text.WrittenSpan);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int WholeCharacters(byte[] bytes, int max)
    {
        while ((bytes[max] & 0b1100_0000) == 0b1000_0000) // in the middle of a character
            max--;

        return max;
    }
}

/// <summary>How bytes were read.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PayloadFormat>))]
public enum PayloadFormat
{
    /// <summary>A JSON object or array.</summary>
    [JsonStringEnumMemberName("json")]
    Json,

    /// <summary>UTF-8 text.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>Any other bytes, as a hex dump.</summary>
    [JsonStringEnumMemberName("binary")]
    Binary,
}
