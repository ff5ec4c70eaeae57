using System.Collections.Concurrent;

namespace Messaging.Sinks;

/// <summary>Why a subscription writes no rows at the moment. Thread-safe.</summary>
internal sealed class SinkStatus
{
    private readonly ConcurrentDictionary<int, string> _problems = [];
    private volatile string? _writeProblem;

    /// <summary>Why the database can't be written; null while it can.</summary>
    public string? WriteProblem { get => _writeProblem; set => _writeProblem = value; }

    /// <summary>The partitions that can't be claimed, each with the reason.</summary>
    public IReadOnlyDictionary<int, string> ClaimProblems => _problems;

    /// <summary>A partition can't be claimed.</summary>
    /// <returns>Whether this is another reason than before.</returns>
    public bool SetProblem(int partition, string reason)
    {
        var isNew = _problems.GetValueOrDefault(partition) != reason;
        _problems[partition] = reason;
        return isNew;
    }

    /// <summary>A partition is claimed, or not assigned to this instance any more.</summary>
    public void ClearProblem(int partition) => _problems.TryRemove(partition, out _);
}
