using System.Globalization;
using System.Text;

namespace ConsumerWorker;

/// <summary>
/// Makes text from outside safe to print. Control characters can break the line, or command the terminal; invisible format characters can
/// change the order in which the other characters are shown.
/// </summary>
internal static class ConsoleText
{
    /// <summary>Decodes UTF-8 and escapes the text. Bytes that are not UTF-8 become the replacement character.</summary>
    public static string Escape(ReadOnlySpan<byte> utf8) => Escape(Encoding.UTF8.GetString(utf8));

    /// <summary>Returns the text with each control, format and line-separator character as an escape, such as <c>\u001b</c>.</summary>
    public static string Escape(string text)
    {
        if (text.EnumerateRunes().All(IsPrintable)) return text;

        var escaped = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsPrintable(rune)) escaped.Append(rune.ToString());
            else AppendEscape(escaped, rune);
        }

        return escaped.ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>Escapes as JSON does: a character beyond U+FFFF is two escapes.</summary>
    private static void AppendEscape(StringBuilder text, Rune rune)
    {
        Span<char> units = stackalloc char[2];
        foreach (var unit in units[..rune.EncodeToUtf16(units)])
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }
    }
}
