using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Messaging.Reading;

namespace Kafka.Tests.Messaging;

/// <summary>A <see cref="PartitionTail"/> of all partitions of a topic, until it is disposed.</summary>
internal sealed class RunningTail : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _isAtEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly KafkaCluster _cluster;
    private readonly Task _following;

    public RunningTail(KafkaCluster cluster, string topic, int last)
    {
        _cluster = cluster;
        _following = Task.Factory.StartNew(() => Follow(topic, last), _stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The values of the records so far.</summary>
    public ConcurrentQueue<string> Received { get; } = [];

    /// <summary>Completes when all records are read that the topic had at the start.</summary>
    public Task IsAtEnd => _isAtEnd.Task;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        _stop.Dispose();
    }

    private void Follow(string topic, int last)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = _cluster.BootstrapServers,
            GroupId = KafkaCluster.NewName("group"),
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        PartitionTail.Follow(consumer, topic, partition: null, count: 1, last, Receive, _ => { }, _stop.Token);
    }

    private void Receive(ConsumeResult<byte[], byte[]>? record)
    {
        if (record is null) _isAtEnd.TrySetResult();
        else Received.Enqueue(Encoding.UTF8.GetString(record.Message.Value));
    }
}
