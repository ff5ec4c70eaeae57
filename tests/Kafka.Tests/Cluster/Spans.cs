using System.Collections.Concurrent;
using System.Diagnostics;

namespace Kafka.Tests.Cluster;

/// <summary>Collects the spans of all services in this process until it is disposed.</summary>
internal sealed class Spans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _started = [];
    private readonly ConcurrentQueue<Activity> _ended = [];
    private readonly ActivityListener _listener;

    public Spans()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name is "Messaging" or "Microsoft.AspNetCore" or "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _started.Enqueue,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The names of the messaging spans that started a trace.</summary>
    public IEnumerable<string> Roots =>
        _started.Where(span => span.Source.Name == "Messaging" && span.ParentSpanId == default).Select(span => span.DisplayName);

    /// <summary>The started spans of statements of PostgreSQL, in all traces.</summary>
    public IEnumerable<Activity> Statements => _started.Where(span => span.Source.Name == "Npgsql");

    /// <summary>Returns the ended spans of a trace.</summary>
    public IReadOnlyList<Activity> Of(string traceId) => [.. _ended.Where(span => span.TraceId.ToHexString() == traceId)];

    /// <summary>Returns the started spans of a topic, in all traces.</summary>
    public IEnumerable<Activity> About(string topic) => _started.Where(span => span.DisplayName.EndsWith($" {topic}", StringComparison.Ordinal));

    public void Dispose() => _listener.Dispose();
}
