using Contracts;
using StreamsService.Counting;

namespace Kafka.Tests.StreamsService;

/// <summary>Simulates a process that counts one source partition. It restores its state from the output log and writes to it.</summary>
internal sealed class SimulatedInstance
{
    private readonly int _partition;
    private readonly IReadOnlyList<PageEvent> _source;
    private readonly OutputLog _log;
    private readonly WindowedStatistics _statistics;
    private int _next;

    /// <param name="partition">The source partition.</param>
    /// <param name="source">The events of the partition, beginning with offset 0.</param>
    /// <param name="log">The output topic.</param>
    /// <param name="options">The options of counting.</param>
    /// <param name="behind">By how many offsets the committed offset is behind the written progress.</param>
    public SimulatedInstance(int partition, IReadOnlyList<PageEvent> source, OutputLog log, StatisticsOptions options, int behind = 0)
    {
        _partition = partition;
        _source = source;
        _log = log;
        _statistics = log.Read(options).Restore(partition);
        _next = Math.Max(0, (int)(_statistics.Next ?? 0) - behind);
    }

    public List<Outcome> Count(int events)
    {
        var outcomes = new List<Outcome>();
        for (; events > 0 && _next < _source.Count; events--, _next++)
        {
            outcomes.Add(_statistics.Apply(_next, _source[_next]).Outcome);
        }

        return outcomes;
    }

    public void Flush()
    {
        WriteOnly(int.MaxValue);
        _statistics.MarkWritten();
    }

    /// <summary>Writes only the first records of a flush, as a process does that is killed while it writes.</summary>
    public void WriteOnly(int records)
    {
        foreach (var change in _statistics.PendingChanges().Take(records)) _log.Append(_partition, change);
    }

    /// <summary>Counts all remaining events, with a flush after each batch of this many events.</summary>
    public void Finish(int events = int.MaxValue)
    {
        while (Count(events).Count > 0) Flush();
        while (_statistics.HasChanges) Flush();
    }
}
