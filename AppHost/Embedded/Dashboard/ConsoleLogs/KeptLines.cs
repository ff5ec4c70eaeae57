using Dashboard.Door;

namespace Dashboard.ConsoleLogs;

/// <summary>The lines that were kept at one moment.</summary>
/// <param name="Lines">The lines, oldest first.</param>
/// <param name="Dropped">How many older ones are no longer there.</param>
internal sealed record KeptLines(IReadOnlyList<ConsoleLine> Lines, long Dropped)
{
    public static readonly KeptLines None = new([], 0);

    /// <summary>How many lines have ever come in.</summary>
    public long Total => Dropped + Lines.Count;

    /// <summary>The lines whose text, or whose resource's name, contains a text in whatever case; all of them without one.</summary>
    public ConsoleLine[] Matching(string? text)
        => string.IsNullOrWhiteSpace(text) ? [.. Lines] : [.. Lines.Where(line => Contains(line.Text, text.Trim()) || Contains(line.Resource, text.Trim()))];

    private static bool Contains(string whole, string part) => whole.Contains(part, StringComparison.OrdinalIgnoreCase);
}
