using System.Collections.Concurrent;
using ServiceDefaults.Contracts;
using ServiceDefaults.Messaging.Consuming;

namespace Kafka.Tests.Cluster;

/// <summary>A handler that remembers what it got, and does what a test tells it before that.</summary>
internal sealed class Recorder : IHandler<PageEvent>
{
    public ConcurrentQueue<Record<PageEvent>> Handled { get; } = [];

    public ConcurrentQueue<long> Attempts { get; } = [];

    public Func<Record<PageEvent>, CancellationToken, ValueTask> Before { get; set; } = (_, _) => ValueTask.CompletedTask;

    public IEnumerable<string> Names => Handled.Select(record => record.Value.Name);

    public async ValueTask HandleAsync(Record<PageEvent> record, CancellationToken cancellationToken)
    {
        Attempts.Enqueue(record.Offset);
        await Before(record, cancellationToken);
        Handled.Enqueue(record);
    }
}
