using System.Globalization;
using System.Text.RegularExpressions;

namespace KafkaConsole.Layout;

/// <summary>
/// Finds characters that would not be seen, or would change how others are seen. They are the same as on the live page of StreamsService,
/// in visible-text.js.
/// </summary>
internal static partial class HiddenCharacters
{
    /// <summary>The parts of a text, in their order: each hidden character is one, with its code such as <c>U+202E</c>.</summary>
    public static IEnumerable<(string Text, string? Code)> Split(string text)
    {
        var end = 0;
        foreach (Match match in Hidden().Matches(text))
        {
            if (match.Index > end) yield return (text[end..match.Index], null);
            end = match.Index + match.Length;
            yield return (match.Value, $"U+{char.ConvertToUtf32(match.Value, 0).ToString("X4", CultureInfo.InvariantCulture)}");
        }

        if (end < text.Length) yield return (text[end..], null);
    }

    // Control characters other than tab and line feed, characters that change the direction of the text after them, invisible ones, and
    // tags, which are surrogate pairs. The joiners U+200C and U+200D are left out: emoji and several scripts need them.
    [GeneratedRegex(
        @"[\p{Cc}-[\t\n]]|[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]",
        RegexOptions.CultureInvariant)]
    private static partial Regex Hidden();
}
