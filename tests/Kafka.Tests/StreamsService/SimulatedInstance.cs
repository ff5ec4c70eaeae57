using Contracts;
using StreamsService.Counting;

namespace Kafka.Tests.StreamsService;

/// <summary>A process that counts one source partition into the output log, beginning with what is there.</summary>
internal sealed class SimulatedInstance
{
    private readonly int _partition;
    private readonly IReadOnlyList<PageEvent> _source;
    private readonly OutputLog _log;
    private readonly WindowedStatistics _statistics;
    private int _next;

    /// <param name="partition">The source partition.</param>
    /// <param name="source">Its events, the first at offset 0.</param>
    /// <param name="log">The output topic.</param>
    /// <param name="options">How to count.</param>
    /// <param name="behind">How far the offset from which it begins is behind what is counted.</param>
    public SimulatedInstance(int partition, IReadOnlyList<PageEvent> source, OutputLog log, StatisticsOptions options, int behind = 0)
    {
        (_partition, _source, _log) = (partition, source, log);
        _statistics = log.Read(options).Restore(partition);
        _next = Math.Max(0, (int)(_statistics.Next ?? 0) - behind);
    }

    public List<Outcome> Count(int events)
    {
        var outcomes = new List<Outcome>();
        for (; events > 0 && _next < _source.Count; events--, _next++) outcomes.Add(_statistics.Apply(_next, _source[_next].Date, _source[_next]));
        return outcomes;
    }

    public void Flush()
    {
        WriteOnly(int.MaxValue);
        _statistics.MarkWritten();
    }

    /// <summary>Writes the first records of a flush, before it dies.</summary>
    public void WriteOnly(int records)
    {
        foreach (var change in _statistics.PendingChanges().Take(records)) _log.Append(_partition, change);
    }

    /// <summary>Counts all that is left, with so many events to a flush.</summary>
    public void Finish(int events = int.MaxValue)
    {
        while (Count(events).Count > 0) Flush();
        while (_statistics.HasChanges) Flush();
    }
}
