using StreamsService.Changelog;

namespace StreamsService.View;

/// <summary>What one partition of the output topic says: the state of the source partition of the same number.</summary>
internal sealed class OutputPartition(StringPool pageNames)
{
    private readonly Dictionary<(string Page, DateTimeOffset Window), LinkedListNode<StoredPartial>> _partials = [];

    /// <summary>The partials that can be asked for, last changed last: what changed since an offset is found from the end.</summary>
    private readonly LinkedList<StoredPartial> _byChange = new();

    private readonly record struct StoredPartial(long Offset, WindowPartial Partial);

    /// <summary>The offset to read next.</summary>
    public long Next { get; set; }

    /// <summary>How far the source partition is counted; null while nothing says so.</summary>
    public PartitionProgress? Progress { get; set; }

    /// <summary>All partials, also those which can't be asked for any more: until they are deleted, counting goes on from them.</summary>
    public IReadOnlyList<WindowPartial> Partials => [.. _partials.Values.Select(stored => stored.Value.Partial)];

    /// <summary>Takes a partial over.</summary>
    /// <param name="offset">Its offset on the output topic.</param>
    /// <param name="partial">The partial.</param>
    /// <param name="isExpired">Whether its window can't be asked for any more.</param>
    /// <returns>The partial as it is kept; null when one of a higher source offset is known.</returns>
    public WindowPartial? Set(long offset, WindowPartial partial, bool isExpired)
    {
        var known = _partials.GetValueOrDefault((partial.Page, partial.Window));
        if (known?.Value.Partial.Offset > partial.Offset) return null;

        if (known is not null) ExcludeFromChanges(known);
        var kept = partial with { Page = known?.Value.Partial.Page ?? pageNames.Rent(partial.Page) };
        var stored = new LinkedListNode<StoredPartial>(new(offset, kept));
        _partials[(kept.Page, kept.Window)] = stored;
        if (!isExpired) _byChange.AddLast(stored);
        return kept;
    }

    /// <summary>Forgets a partial.</summary>
    public void Remove(string page, DateTimeOffset window)
    {
        if (!_partials.Remove((page, window), out var stored)) return;

        ExcludeFromChanges(stored);
        pageNames.Return(page);
    }

    /// <summary>Leaves a partial out of what changed, since its window can't be asked for any more.</summary>
    public void ExcludeFromChanges(string page, DateTimeOffset window)
    {
        if (_partials.TryGetValue((page, window), out var stored)) ExcludeFromChanges(stored);
    }

    /// <summary>The partials that came at an output offset or later.</summary>
    public IEnumerable<WindowPartial> ChangedSince(long offset)
    {
        // A position beyond what was read is of another time: of an instance that is ahead, or of a topic that was created anew.
        var from = offset > Next ? 0 : offset;
        for (var stored = _byChange.Last; stored is not null && stored.Value.Offset >= from; stored = stored.Previous) yield return stored.Value.Partial;
    }

    private void ExcludeFromChanges(LinkedListNode<StoredPartial> stored)
    {
        if (stored.List is not null) _byChange.Remove(stored);
    }
}
