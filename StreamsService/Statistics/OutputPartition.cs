using Contracts;

namespace StreamsService.Statistics;

/// <summary>What one partition of the output topic says: the state of the source partition of the same number.</summary>
internal sealed class OutputPartition(SharedPages pages)
{
    private readonly Dictionary<(string Page, DateTimeOffset Window), LinkedListNode<Held>> _partials = [];

    /// <summary>The partials that can be asked for, last changed last: what changed since an offset is found from the end.</summary>
    private readonly LinkedList<Held> _byChange = new();

    private readonly record struct Held(long Offset, WindowPartial Partial);

    /// <summary>The offset to read next.</summary>
    public long Next { get; set; }

    /// <summary>How far the source partition is counted; null while nothing says so.</summary>
    public PartitionProgress? Progress { get; set; }

    /// <summary>All partials, also those which can't be asked for any more: until they are deleted, counting goes on from them.</summary>
    public IReadOnlyList<WindowPartial> Partials => [.. _partials.Values.Select(held => held.Value.Partial)];

    /// <summary>Takes a partial over.</summary>
    /// <param name="offset">Its offset on the output topic.</param>
    /// <param name="partial">The partial.</param>
    /// <param name="isPast">Whether its window can't be asked for any more.</param>
    /// <returns>The partial as it is kept; null when one of a higher source offset is known.</returns>
    public WindowPartial? Set(long offset, WindowPartial partial, bool isPast)
    {
        var known = _partials.GetValueOrDefault((partial.Page, partial.Window));
        if (known?.Value.Partial.Offset > partial.Offset) return null;

        if (known is not null) Hide(known);
        var kept = partial with { Page = known?.Value.Partial.Page ?? pages.Take(partial.Page) };
        var held = new LinkedListNode<Held>(new(offset, kept));
        _partials[(kept.Page, kept.Window)] = held;
        if (!isPast) _byChange.AddLast(held);
        return kept;
    }

    /// <summary>Forgets a partial.</summary>
    public void Remove(string page, DateTimeOffset window)
    {
        if (!_partials.Remove((page, window), out var held)) return;

        Hide(held);
        pages.Release(page);
    }

    /// <summary>Leaves a partial out of what changed, since its window can't be asked for any more.</summary>
    public void Hide(string page, DateTimeOffset window)
    {
        if (_partials.TryGetValue((page, window), out var held)) Hide(held);
    }

    /// <summary>The partials that came at an output offset or later.</summary>
    public IEnumerable<WindowPartial> ChangedSince(long offset)
    {
        // A position beyond what was read is of another time: of an instance that is ahead, or of a topic that was created anew.
        var from = offset > Next ? 0 : offset;
        for (var held = _byChange.Last; held is not null && held.Value.Offset >= from; held = held.Previous) yield return held.Value.Partial;
    }

    private void Hide(LinkedListNode<Held> held)
    {
        if (held.List is not null) _byChange.Remove(held);
    }
}
