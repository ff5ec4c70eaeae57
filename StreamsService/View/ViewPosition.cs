using System.Globalization;

namespace StreamsService.View;

/// <summary>
/// A position in the output topic: the next offset of each partition. Its text form, such as <c>12.5.0.77</c>, begins with partition 0. A
/// position means the same on all instances, so a client can resume at another instance. Positions in an output topic that was deleted and
/// created again since then are another <see cref="Generation"/>.
/// </summary>
internal readonly struct ViewPosition : IEquatable<ViewPosition>
{
    /// <summary>The largest number of partitions that the text form may have.</summary>
    public const int MaxPartitions = 1_000;

    private readonly long[]? _next;

    /// <summary>Creates the position from the next offset of each partition.</summary>
    public ViewPosition(params ReadOnlySpan<long> next) => _next = next.TrimEnd(0).ToArray();

    /// <summary>
    /// How many times the view of this instance had been cleared; null for a position that came from a client, which does not say. Positions
    /// of different generations cover nothing of each other.
    /// </summary>
    public int? Generation { get; init; }

    /// <summary>The position before the first record of each partition.</summary>
    public static ViewPosition Start => default;

    /// <summary>The next offset of a partition; 0 for a partition that the position does not contain.</summary>
    public long this[int partition] => partition < Next.Length ? Next[partition] : 0;

    private ReadOnlySpan<long> Next => _next;

    public static bool operator ==(ViewPosition left, ViewPosition right) => left.Equals(right);

    public static bool operator !=(ViewPosition left, ViewPosition right) => !left.Equals(right);

    /// <summary>Parses the text form: at most <see cref="MaxPartitions"/> non-negative numbers, separated by dots.</summary>
    public static bool TryParse(string? text, out ViewPosition position)
    {
        position = Start;
        var parts = (text ?? "").Split('.', MaxPartitions + 1);
        if (parts.Length > MaxPartitions) return false;

        var next = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out next[i])) return false;
        }

        position = new(next);
        return true;
    }

    /// <summary>Whether this position is at or after another one in every partition.</summary>
    public bool Covers(ViewPosition other)
    {
        if (Generation != other.Generation && Generation is not null && other.Generation is not null) return false;

        for (var partition = 0; partition < other.Next.Length; partition++)
        {
            if (this[partition] < other[partition]) return false;
        }

        return true;
    }

    /// <summary>Whether offsets of this position mean something in a view that was cleared this many times.</summary>
    public bool IsOf(int generation) => Generation is null || Generation == generation;

    public bool Equals(ViewPosition other) => Next.SequenceEqual(other.Next);

    public override bool Equals(object? obj) => obj is ViewPosition other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var next in Next) hash.Add(next);
        return hash.ToHashCode();
    }

    /// <summary>The text form, without the last partitions when nothing was read from them.</summary>
    public override string ToString() => Next.IsEmpty ? "0" : string.Join('.', _next!);
}
