using BenchmarkDotNet.Attributes;
using Contracts;

namespace Benchmarks.Micro;

/// <summary>Encoding and decoding of records. The partial has 20 users.</summary>
[MemoryDiagnoser]
public class JsonBenchmarks
{
    private readonly PageEvent _event = Examples.PageEvent();
    private readonly byte[] _eventJson = Topics.PageEvents.Encode(Examples.PageEvent());
    private readonly WindowPartial _partial = Examples.Partial();
    private readonly byte[] _partialJson = Topics.PageStatistics.Encode(Examples.Partial());

    [Benchmark]
    public byte[] EncodePageEvent() => Topics.PageEvents.Encode(_event);

    [Benchmark]
    public PageEvent DecodePageEvent() => Topics.PageEvents.Decode(_eventJson);

    [Benchmark]
    public byte[] EncodeWindowPartial() => Topics.PageStatistics.Encode(_partial);

    [Benchmark]
    public StatisticsRecord DecodeWindowPartial() => Topics.PageStatistics.Decode(_partialJson);
}
