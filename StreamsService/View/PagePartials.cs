using Contracts;
using StreamsService.Sketches;

namespace StreamsService.View;

/// <summary>
/// The partials of one page in one window, over all partitions. Immutable; <see cref="Merged"/> is computed on first use.
/// </summary>
internal sealed class PagePartials
{
    private readonly WindowPartial[] _partials;
    private PageWindow? _merged;

    public PagePartials(WindowPartial partial) => _partials = [partial];

    private PagePartials(WindowPartial[] partials) => _partials = partials;

    public string Page => _partials[0].Page;

    public DateTimeOffset Window => _partials[0].Window;

    /// <summary>The number of events over all partitions.</summary>
    public long Count => _partials.Sum(partial => partial.Count);

    /// <summary>The sum of the durations over all partitions in milliseconds, limited to <see cref="long.MaxValue"/>.</summary>
    private long Total =>
        _partials.Aggregate(0L, (total, partial) => partial.Total > long.MaxValue - total ? long.MaxValue : total + partial.Total);

    /// <summary>The statistics over all partitions. Concurrent first calls may compute them more than once, with the same result.</summary>
    public PageWindow Merged => _merged ??= new(
        Page,
        Window,
        Count,
        Total,
        _partials.Min(partial => partial.Minimum),
        _partials.Max(partial => partial.Maximum),
        UsersOf([this]));

    /// <summary>Estimates the number of distinct users of several pages and windows together.</summary>
    public static long UsersOf(IEnumerable<PagePartials> pages)
    {
        var users = new UserSketch();
        foreach (var partial in pages.SelectMany(page => page._partials))
        {
            users.Merge(UserSketchSerializer.Deserialize(partial.Users));
        }

        return users.Estimate();
    }

    /// <summary>Returns a copy in which a partition has a new partial.</summary>
    public PagePartials With(WindowPartial partial)
    {
        var index = IndexOf(partial.Partition);
        if (index < 0) return new([.. _partials, partial]);

        var partials = _partials.AsSpan().ToArray();
        partials[index] = partial;
        return new(partials);
    }

    /// <summary>Returns a copy without the partial of a partition; null when no other partial is left.</summary>
    public PagePartials? Without(int partition)
    {
        if (IndexOf(partition) < 0) return this;

        var others = Array.FindAll(_partials, partial => partial.Partition != partition);
        return others.Length == 0 ? null : new(others);
    }

    private int IndexOf(int partition) => Array.FindIndex(_partials, partial => partial.Partition == partition);
}
