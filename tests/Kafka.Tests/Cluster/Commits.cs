using System.Diagnostics.Metrics;

namespace Kafka.Tests.Cluster;

/// <summary>Collects the commit metrics of a consumer group in this process until it is disposed.</summary>
internal sealed class Commits : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly string _group;
    private int _succeeded;
    private int _failed;
    private volatile string? _lastError;

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

    /// <summary>The number of committed transactions.</summary>
    public int Succeeded => Volatile.Read(ref _succeeded);

    /// <summary>The number of transactions whose commit has failed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>The <c>error.type</c> of the last failed commit; null when none has failed.</summary>
    public string? LastError => _lastError;

    public void Dispose() => _listener.Dispose();

    private void Add(Dictionary<string, object?> tags)
    {
        if (tags["messaging.operation.name"] is not "commit" || !_group.Equals(tags["messaging.consumer.group.name"])) return;

        if (tags.TryGetValue("error.type", out var error))
        {
            _lastError = error as string;
            Interlocked.Increment(ref _failed);
            return;
        }

        Interlocked.Increment(ref _succeeded);
    }
}
