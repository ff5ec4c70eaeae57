using System.Buffers;
using System.Globalization;
using System.Text;

namespace ServiceDefaults;

/// <summary>
/// Makes text from outside safe to print. Control characters can break the line, or command the terminal; invisible format characters can
/// change the order in which the other characters are shown.
/// </summary>
internal static class ConsoleText
{
    /// <summary>
    /// Returns the text with each control, format and line-separator character, and each half of a surrogate pair, as an escape of JSON
    /// such as <c>\u001b</c>. A backslash stays as it is, so that JSON is printed as it was received: in JSON the escape and the character
    /// that it replaces mean the same.
    /// </summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text; // nearly all texts

        StringBuilder? escaped = null;
        for (var i = 0; i < text.Length;)
        {
            var isRune = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length) is OperationStatus.Done;
            if (!isRune || !IsPrintable(rune))
            {
                escaped ??= new(text, 0, i, text.Length + 16);
                foreach (var unit in text.AsSpan(i, length)) escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }
            else
            {
                escaped?.Append(text, i, length);
            }

            i += length;
        }

        return escaped?.ToString() ?? text;
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
