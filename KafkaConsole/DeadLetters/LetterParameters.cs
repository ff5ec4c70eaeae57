using System.Globalization;
using System.Text.RegularExpressions;

namespace KafkaConsole.DeadLetters;

/// <summary>The parameters of a URL that select dead letters. An empty one counts as missing.</summary>
/// <param name="Partition">A number.</param>
/// <param name="Reason">Such as <c>undecodable</c>.</param>
/// <param name="Exception">The full name of a type.</param>
/// <param name="Group">A consumer group.</param>
/// <param name="Source">A topic.</param>
/// <param name="Since">A time as in RFC 3339.</param>
/// <param name="Until">A time as in RFC 3339.</param>
/// <param name="Letter">Partition and offset of a dead letter, such as <c>0/17</c>; any number of them.</param>
internal sealed partial record LetterParameters(
    string? Partition, string? Reason, string? Exception, string? Group, string? Source, string? Since, string? Until, string[]? Letter)
{
    private const int MaxLetters = 1_000;

    /// <summary>Reads the parameters.</summary>
    /// <returns>The selection, and the errors by parameter. The selection is to be used only if there are no errors.</returns>
    public (LetterSelection Selection, Dictionary<string, string[]> Errors) Parse()
    {
        var errors = new Dictionary<string, string[]>();
        var selection = new LetterSelection
        {
            Partition = PartitionNumber(errors),
            Reason = Text(Reason),
            Exception = Text(Exception),
            Group = Text(Group),
            Source = Text(Source),
            Since = Instant("since", Since, errors),
            Until = Instant("until", Until, errors),
            Letters = Letters(errors),
        };
        if (selection.Until <= selection.Since) errors.TryAdd("until", ["until must be later than since."]);

        return (selection, errors);
    }

    private int? PartitionNumber(Dictionary<string, string[]> errors)
    {
        if (Text(Partition) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)) return partition;

        errors["partition"] = [$"'{text}' is not a partition number, 0 or more."];
        return null;
    }

    private HashSet<(int, long)>? Letters(Dictionary<string, string[]> errors)
    {
        if (Letter is null or []) return null;

        var letters = new HashSet<(int, long)>();
        var invalid = Letter.Where(text => !TryAdd(letters, text)).ToList();
        if (invalid.Count > 0) errors["letter"] = [.. invalid.Select(text => $"'{text}' is not a partition, a slash and an offset, such as 0/17.")];
        else if (letters.Count > MaxLetters) errors["letter"] = [$"At most {MaxLetters} dead letters can be named."];

        return letters;
    }

    private static bool TryAdd(HashSet<(int, long)> letters, string text)
    {
        if (text.Split('/') is not [var first, var second]) return false;
        if (!int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)) return false;
        if (!long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) return false;

        letters.Add((partition, offset));
        return true;
    }

    private static DateTimeOffset? Instant(string name, string? value, Dictionary<string, string[]> errors)
    {
        if (Text(value) is not { } text) return null;
        if (TimeWithOffset.IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time)) return time;

        errors[name] = [$"'{text}' is not a time with its offset from UTC, such as 2026-05-04T12:00:00Z or 2026-05-04T14:00:00%2B02:00."];
        return null;
    }

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;

    // A time without an offset would be another instant in another zone.
    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex TimeWithOffset { get; }
}
