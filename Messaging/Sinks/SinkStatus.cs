using System.Collections.Concurrent;

namespace Messaging.Sinks;

/// <summary>Why a subscription writes no rows at the moment. Thread-safe.</summary>
internal sealed class SinkStatus
{
    private readonly ConcurrentDictionary<int, string> _waiting = [];
    private volatile string? _writing;

    /// <summary>Why the database can't be written; null while it can.</summary>
    public string? Writing { get => _writing; set => _writing = value; }

    /// <summary>The partitions that can't be claimed, each with the reason.</summary>
    public IReadOnlyDictionary<int, string> Waiting => _waiting;

    /// <summary>A partition can't be claimed.</summary>
    /// <returns>Whether this is another reason than before.</returns>
    public bool Wait(int partition, string reason)
    {
        var isNew = _waiting.GetValueOrDefault(partition) != reason;
        _waiting[partition] = reason;
        return isNew;
    }

    /// <summary>A partition is claimed, or not assigned to this instance any more.</summary>
    public void Clear(int partition) => _waiting.TryRemove(partition, out _);
}
