using BenchmarkDotNet.Attributes;
using Contracts;
using StreamsService.Counting;

namespace Benchmarks.Micro;

/// <summary>Counting the events of one partition, with 200 pages and a thousand users.</summary>
[MemoryDiagnoser]
public class WindowBenchmarks
{
    private const int Pages = 200;

    private readonly PageEvent[] _events = [.. Enumerable.Range(0, Pages * 10).Select(i => Examples.PageEvent(i % Pages, i % 1_000))];
    private readonly WindowedStatistics _statistics = new(partition: 0, new(), progress: null, partials: []);
    private long _offset;

    /// <summary>Counts one event.</summary>
    [Benchmark]
    public int Apply() => (int)_statistics.Apply(++_offset, _events[_offset % _events.Length]).Outcome;

    /// <summary>Counts an event for each page, then does the work of a commit: collects the changes and marks them as written.</summary>
    [Benchmark]
    public int ApplyToEachPageAndFlush()
    {
        for (var i = 0; i < Pages; i++) Apply();
        var changes = _statistics.PendingChanges();
        _statistics.MarkWritten();
        return changes.Count;
    }
}
