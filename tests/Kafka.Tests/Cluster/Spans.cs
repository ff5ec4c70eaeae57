using System.Collections.Concurrent;
using System.Diagnostics;

namespace Kafka.Tests.Cluster;

/// <summary>The spans of all services in this process, while it lives.</summary>
internal sealed class Spans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _started = [];
    private readonly ConcurrentQueue<Activity> _ended = [];
    private readonly ActivityListener _listener;

    public Spans()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name is "Messaging" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _started.Enqueue,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The names of the messaging spans that began a trace.</summary>
    public IEnumerable<string> Roots =>
        _started.Where(span => span.Source.Name == "Messaging" && span.ParentSpanId == default).Select(span => span.DisplayName);

    /// <summary>The spans of a trace that have ended.</summary>
    public IReadOnlyList<Activity> Of(string traceId) => [.. _ended.Where(span => span.TraceId.ToHexString() == traceId)];

    /// <summary>The spans about a topic, of whatever trace, that have started.</summary>
    public IEnumerable<Activity> About(string topic) => _started.Where(span => span.DisplayName.EndsWith($" {topic}", StringComparison.Ordinal));

    public void Dispose() => _listener.Dispose();
}
