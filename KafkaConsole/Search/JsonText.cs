using System.Buffers;
using System.Globalization;

namespace KafkaConsole.Search;

/// <summary>Resolves the escapes of JSON strings (RFC 8259, section 7) in UTF-8 text.</summary>
internal static class JsonText
{
    private const int HexDigits = 4;

    /// <summary>
    /// Replaces each escape with the character that it stands for, and leaves everything else as it is, bytes that are no escape or not
    /// UTF-8 included. A surrogate without its other half gets the three bytes that its number has in UTF-8's scheme.
    /// </summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text)
    {
        var escape = text.IndexOf((byte)'\\');
        if (escape < 0) return text;

        var result = new ArrayBufferWriter<byte>(text.Length);
        while (escape >= 0)
        {
            result.Write(text[..escape]);
            text = text[escape..];
            text = text[WriteCharacter(text, result)..];
            escape = text.IndexOf((byte)'\\');
        }

        result.Write(text);
        return result.WrittenSpan;
    }

    /// <returns>How many bytes the escape has at which the text starts.</returns>
    private static int WriteCharacter(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> result)
    {
        if (CodeUnitIn(text) is { } unit)
        {
            var length = 2 + HexDigits;
            if (char.IsHighSurrogate(unit) && CodeUnitIn(text[length..]) is { } low && char.IsLowSurrogate(low))
            {
                Write(char.ConvertToUtf32(unit, low), result);
                return 2 * length;
            }

            Write(unit, result);
            return length;
        }

        byte? character = text is [_, var letter, ..] ? CharacterOf(letter) : null;
        result.Write([character ?? (byte)'\\']);
        return character is null ? 1 : 2;
    }

    private static byte? CharacterOf(byte letter) => letter switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' => letter,
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => null,
    };

    private static char? CodeUnitIn(ReadOnlySpan<byte> text) =>
        text is [(byte)'\\', (byte)'u', _, _, _, _, ..]
        && ushort.TryParse(text.Slice(2, HexDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;

    // Not with Rune, which has no surrogates.
    private static void Write(int codePoint, ArrayBufferWriter<byte> result) => result.Write(codePoint switch
    {
        < 0x80 => [(byte)codePoint],
        < 0x800 => [(byte)(0xc0 | (codePoint >> 6)), Continuation(codePoint)],
        < 0x10000 => [(byte)(0xe0 | (codePoint >> 12)), Continuation(codePoint >> 6), Continuation(codePoint)],
        _ => (ReadOnlySpan<byte>)
        [
            (byte)(0xf0 | (codePoint >> 18)), Continuation(codePoint >> 12), Continuation(codePoint >> 6), Continuation(codePoint),
        ],
    });

    private static byte Continuation(int bits) => (byte)(0x80 | (bits & 0x3f));
}
