using BenchmarkDotNet.Attributes;
using Contracts;
using StreamsService.View;

namespace Benchmarks.Micro;

/// <summary>Applying partials to the view, and merging them for a response.</summary>
[MemoryDiagnoser]
public class ViewBenchmarks
{
    private const int Pages = 200;
    private const int Partitions = 4;

    private readonly WindowPartial[] _pages = [.. Enumerable.Range(0, Pages).Select(page => Examples.Partial(page))];
    private readonly string[] _keys;
    private readonly WindowPartial[] _partitions = [.. Enumerable.Range(0, Partitions).Select(
        partition => Examples.Partial(partition: partition))];
    private readonly StatisticsView _view = new(new());
    private long _offset;

    public ViewBenchmarks() => _keys = [.. _pages.Select(StatisticsKey.Of)];

    /// <summary>Applies a partial that replaces the previous one of its page.</summary>
    [Benchmark]
    public bool Apply()
    {
        var page = ++_offset % Pages;
        return _view.Apply(partition: 0, _offset, _keys[page], _pages[page]);
    }

    /// <summary>Merges the partials of four partitions for one page in one window.</summary>
    [Benchmark]
    public object MergeFourPartitions()
    {
        var page = new PagePartials(_partitions[0]);
        for (var i = 1; i < Partitions; i++) page = page.With(_partitions[i]);
        return page.Merged;
    }
}
