using StreamsService.Changelog;
using StreamsService.Sketches;

namespace StreamsService.View;

/// <summary>What the partitions say about one page in one window. It never changes; the answer is worked out when it is first asked for.</summary>
internal sealed class PagePartials
{
    private readonly WindowPartial[] _partials;
    private PageWindow? _merged;

    public PagePartials(WindowPartial partial) => _partials = [partial];

    private PagePartials(WindowPartial[] partials) => _partials = partials;

    public string Page => _partials[0].Page;

    public DateTimeOffset Window => _partials[0].Window;

    /// <summary>How many events, over all partitions.</summary>
    public long Count => _partials.Sum(partial => partial.Count);

    /// <summary>The statistics over all partitions. Threads that ask at the same time may both work it out.</summary>
    public PageWindow Merged => _merged ??= new(
        Page,
        Window,
        Count,
        _partials.Aggregate(0L, (total, partial) => partial.Total > long.MaxValue - total ? long.MaxValue : total + partial.Total),
        _partials.Min(partial => partial.Minimum),
        _partials.Max(partial => partial.Maximum),
        UsersOf([this]));

    /// <summary>How many distinct users there are in all of these together, estimated.</summary>
    public static long UsersOf(IEnumerable<PagePartials> pages)
    {
        var users = new UserSketch();
        foreach (var partial in pages.SelectMany(page => page._partials)) users.Merge(UserSketch.Parse(partial.Users));
        return users.Estimate();
    }

    /// <summary>The same with what a partition says now.</summary>
    public PagePartials With(WindowPartial partial)
    {
        var known = IndexOf(partial.Partition);
        if (known < 0) return new([.. _partials, partial]);

        var partials = _partials.AsSpan().ToArray();
        partials[known] = partial;
        return new(partials);
    }

    /// <summary>The same without a partition; null when no other says anything.</summary>
    public PagePartials? Without(int partition) =>
        IndexOf(partition) < 0 ? this
        : _partials.Length == 1 ? null
        : new([.. _partials.Where(other => other.Partition != partition)]);

    private int IndexOf(int partition) => Array.FindIndex(_partials, partial => partial.Partition == partition);
}
