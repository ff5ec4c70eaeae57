using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Confluent.Kafka;
using Messaging.Telemetry;

namespace Benchmarks.Micro;

/// <summary>Writing and reading the trace context in the headers of a record.</summary>
[MemoryDiagnoser]
public class TraceHeaderBenchmarks : IDisposable
{
    private readonly Activity _activity = new Activity("send").SetIdFormat(ActivityIdFormat.W3C).Start();
    private readonly Headers _headers = [];

    public TraceHeaderBenchmarks() => TraceContext.Inject(_activity, _headers);

    [Benchmark]
    public Headers Inject()
    {
        var headers = new Headers();
        TraceContext.Inject(_activity, headers);
        return headers;
    }

    [Benchmark]
    public ActivityContext Extract() => TraceContext.Extract(_headers);

    public void Dispose()
    {
        _activity.Dispose();
        GC.SuppressFinalize(this);
    }
}
