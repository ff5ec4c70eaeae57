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
    public string Preview =>
        string.Join(' ', Text[..Math.Min(Text.Length, MaxPreview)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Makes bytes readable; null stays null, as in a tombstone.</summary>
    internal static PayloadText? From(byte[]? bytes)
    {
        if (bytes is null) return null;
        if (!Utf8.IsValid(bytes) || bytes.AsSpan().ContainsAny(ControlCharacters)) return Binary(bytes);
        if (bytes.Length > MaxBytes) return new(PayloadFormat.Text, BeginningOf(bytes), bytes.Length, true);

        return Json(bytes) ?? new(PayloadFormat.Text, Encoding.UTF8.GetString(bytes), bytes.Length, false);
    }

    private static PayloadText Binary(byte[] bytes) =>
        new(PayloadFormat.Binary, HexDump.Of(bytes, MaxDumpedBytes), bytes.Length, bytes.Length > MaxDumpedBytes);

    private static PayloadText? Json(byte[] bytes)
    {
        var isObjectOrArray = bytes.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];
        if (!isObjectOrArray) return null; // a number or a word looks the same as text

        try
        {
            using var document = JsonDocument.Parse(bytes);
            var indented = new ArrayBufferWriter<byte>(bytes.Length * 2);
            using (var writer = new Utf8JsonWriter(indented, Indented))
            {
                document.WriteTo(writer);
            }

            var text = Encoding.UTF8.GetString(indented.WrittenSpan);
            return new(PayloadFormat.Json, text.Length <= MaxBytes ? text : text[..MaxBytes], bytes.Length, text.Length > MaxBytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Decodes the first 64 KiB, without a character that continues after them.</summary>
    private static string BeginningOf(byte[] bytes)
    {
        Span<char> text = new char[MaxBytes];
        Utf8.ToUtf16(bytes.AsSpan(0, MaxBytes), text, out _, out var length, isFinalBlock: false);
        return new(text[..length]);
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
