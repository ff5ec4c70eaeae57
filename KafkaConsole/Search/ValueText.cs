using System.Buffers;
using System.Text;

namespace KafkaConsole.Search;

/// <summary>
/// Text that a record's value contains: in the bytes as they are, or with the escapes of JSON resolved, so that <c>é</c> is found in
/// <c>"\u00e9"</c> too.
/// </summary>
/// <param name="text">The text, which is valid Unicode.</param>
/// <param name="ignoreCase">Whether upper and lower case are the same (ordinal, without a culture).</param>
internal sealed class ValueText(string text, bool ignoreCase)
{
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);

    /// <summary>Whether the bytes contain the text.</summary>
    public bool IsIn(ReadOnlySpan<byte> value)
    {
        if (Contains(value)) return true;

        var unescaped = JsonText.Unescape(value);
        return unescaped.Length < value.Length && Contains(unescaped);
    }

    private bool Contains(ReadOnlySpan<byte> bytes)
    {
        if (!ignoreCase) return bytes.IndexOf(_bytes) >= 0;

        var characters = ArrayPool<char>.Shared.Rent(bytes.Length);
        try
        {
            var count = Encoding.UTF8.GetChars(bytes, characters); // U+FFFD for bytes that are not UTF-8
            return characters.AsSpan(0, count).Contains(text, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }
    }
}
