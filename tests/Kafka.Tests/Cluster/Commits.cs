using System.Diagnostics.Metrics;

namespace Kafka.Tests.Cluster;

/// <summary>What the services in this process measure of their commits, while it lives.</summary>
internal sealed class Commits : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly string _group;
    private int _succeeded;
    private volatile string? _lastError;

    /// <param name="group">The consumer group.</param>
    public Commits(string group)
    {
        _group = group;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "messaging.client.operation.duration", Meter.Name: "Messaging" }) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Add(tags.ToArray().ToDictionary()));
        _listener.Start();
    }

    /// <summary>How many transactions were committed.</summary>
    public int Succeeded => Volatile.Read(ref _succeeded);

    /// <summary>The <c>error.type</c> of the last commit that failed; null when none did.</summary>
    public string? LastError => _lastError;

    public void Dispose() => _listener.Dispose();

    private void Add(Dictionary<string, object?> tags)
    {
        if (tags["messaging.operation.name"] is not "commit" || !_group.Equals(tags["messaging.consumer.group.name"])) return;

        if (tags.TryGetValue("error.type", out var error)) _lastError = error as string;
        else Interlocked.Increment(ref _succeeded);
    }
}
