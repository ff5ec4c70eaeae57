using System.Buffers;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Contracts;

namespace KafkaConsole.Records;

/// <summary>A key, a value or the value of a header in readable form.</summary>
/// <param name="Format">How the bytes were read.</param>
/// <param name="Text">JSON with indentation, the text, or a hex dump. Only the white space between JSON tokens is changed.</param>
/// <param name="Bytes">The number of bytes.</param>
/// <param name="IsCut">Whether <paramref name="Text"/> shows only the beginning.</param>
public sealed record PayloadText(PayloadFormat Format, string Text, int Bytes, bool IsCut)
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxPreview = 300;
    private const int MaxDumpedBytes = 12 * 1024; // their dump has about 64 KiB

    private static readonly SearchValues<byte> ControlCharacters = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(code => (byte)code).Except("\t\r\n"u8.ToArray()), 127]);

    /// <summary>The schema id, when the bytes have <see cref="ConfluentFraming"/>; <see cref="Text"/> then shows what follows it.</summary>
    public int? SchemaId { get; init; }

    /// <summary>The beginning on one line.</summary>
    [JsonIgnore]
    public string Preview
    {
        get
        {
            // In JSON only the layout has line breaks, and its indentation follows them.
            var lines = BeginningOf(Text, MaxPreview).Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
            return string.Join(' ', lines.Select(line => Format is PayloadFormat.Json ? line.TrimStart(' ') : line));
        }
    }

    /// <summary>Makes a key or a value readable; null stays null, as in a tombstone.</summary>
    internal static PayloadText? FromKeyOrValue(byte[]? bytes) => ConfluentFraming.TryRead(bytes, out var schemaId)
        ? FromFramed(bytes![ConfluentFraming.HeaderLength..]) with { SchemaId = schemaId, Bytes = bytes.Length }
        : From(bytes);

    /// <summary>Makes bytes readable; null stays null.</summary>
    internal static PayloadText? From(byte[]? bytes)
    {
        if (bytes is null) return null;
        if (!IsText(bytes)) return Binary(bytes);
        if (bytes.Length > MaxBytes) return Beginning(bytes);

        return Json(bytes) ?? new(PayloadFormat.Text, Encoding.UTF8.GetString(bytes), bytes.Length, false);
    }

    /// <summary>The beginning of a text, without half a surrogate pair at its end.</summary>
    internal static string BeginningOf(string text, int maxLength)
    {
        if (text.Length <= maxLength) return text;

        return text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];
    }

    /// <summary>What follows the schema id: JSON, or binary formats such as Avro, which can look like text.</summary>
    private static PayloadText FromFramed(byte[] data)
    {
        if (!IsText(data) || !IsObjectOrArray(data)) return Binary(data);

        return data.Length > MaxBytes ? Beginning(data) : Json(data) ?? Binary(data);
    }

    private static bool IsText(byte[] bytes) => Utf8.IsValid(bytes) && !bytes.AsSpan().ContainsAny(ControlCharacters);

    private static bool IsObjectOrArray(byte[] bytes) => bytes.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    private static PayloadText Binary(byte[] bytes) =>
        new(PayloadFormat.Binary, HexDump.Of(bytes, MaxDumpedBytes), bytes.Length, bytes.Length > MaxDumpedBytes);

    private static PayloadText? Json(byte[] bytes)
    {
        if (!IsObjectOrArray(bytes)) return null; // a number or a word looks the same as text
        if (JsonLayout.Indent(bytes, MaxBytes) is not { } text) return null;

        return new(PayloadFormat.Json, BeginningOf(text, MaxBytes), bytes.Length, text.Length > MaxBytes);
    }

    /// <summary>Decodes the first 64 KiB, without a character that continues after them.</summary>
    private static PayloadText Beginning(byte[] bytes)
    {
        var text = new char[MaxBytes];
        Utf8.ToUtf16(bytes.AsSpan(0, MaxBytes), text, out _, out var length, isFinalBlock: false);
        return new(PayloadFormat.Text, new(text, 0, length), bytes.Length, true);
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
