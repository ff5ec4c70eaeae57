using Contracts;
using StreamsService.Changelog;

namespace StreamsService.View;

/// <summary>The content of one partition of the output topic: the state of the source partition with the same number.</summary>
internal sealed class OutputPartition(StringPool pageNames)
{
    private readonly Dictionary<(string Page, DateTimeOffset Window), LinkedListNode<StoredPartial>> _partials = [];

    /// <summary>The partials that queries can return, in order of last change, so that recent changes are found from the end.</summary>
    private readonly LinkedList<StoredPartial> _byChange = new();

    private readonly record struct StoredPartial(long Offset, WindowPartial Partial);

    /// <summary>The next offset to apply.</summary>
    public long Next { get; set; }

    /// <summary>How far the source partition is counted; null while there is no progress record.</summary>
    public PartitionProgress? Progress { get; set; }

    /// <summary>All partials, including those of expired windows: counting may still continue from them until they are deleted.</summary>
    public IReadOnlyList<WindowPartial> Partials => [.. _partials.Values.Select(stored => stored.Value.Partial)];

    /// <summary>Stores a partial.</summary>
    /// <param name="offset">The offset of its record on the output topic.</param>
    /// <param name="partial">The partial; it is ignored when one with a higher source position is stored.</param>
    /// <param name="isExpired">Whether its window is expired; such a partial is not reported as a change.</param>
    /// <returns>The partial as it is stored; null when it was ignored.</returns>
    public WindowPartial? Set(long offset, WindowPartial partial, bool isExpired)
    {
        var earlier = _partials.GetValueOrDefault((partial.Page, partial.Window));
        if (earlier?.Value.Partial.Position > partial.Position) return null;

        if (earlier is not null) ExcludeFromChanges(earlier);
        var stored = partial with { Page = earlier?.Value.Partial.Page ?? pageNames.Rent(partial.Page) };
        var node = new LinkedListNode<StoredPartial>(new(offset, stored));
        _partials[(stored.Page, stored.Window)] = node;
        if (!isExpired) _byChange.AddLast(node);
        return stored;
    }

    /// <summary>Removes a partial.</summary>
    public void Remove(string page, DateTimeOffset window)
    {
        if (!_partials.Remove((page, window), out var node)) return;

        ExcludeFromChanges(node);
        pageNames.Return(page);
    }

    /// <summary>Excludes a partial from <see cref="ChangedSince"/>, because its window is expired.</summary>
    public void ExcludeFromChanges(string page, DateTimeOffset window)
    {
        if (_partials.TryGetValue((page, window), out var node)) ExcludeFromChanges(node);
    }

    /// <summary>The partials that were written at or after an offset of the output topic.</summary>
    public IEnumerable<WindowPartial> ChangedSince(long offset)
    {
        // The client's position is ahead of this instance, or the topic was recreated: return everything.
        var from = offset > Next ? 0 : offset;
        for (var node = _byChange.Last; node?.Value.Offset >= from; node = node.Previous) yield return node.Value.Partial;
    }

    private void ExcludeFromChanges(LinkedListNode<StoredPartial> node)
    {
        if (node.List is not null) _byChange.Remove(node); // it is in no list if it was excluded before
    }
}
