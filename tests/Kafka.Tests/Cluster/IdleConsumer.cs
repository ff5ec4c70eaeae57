using Confluent.Kafka;

namespace Kafka.Tests.Cluster;

/// <summary>A consumer that joins its own group and then stops polling. A test uses it to wait until the poll interval is exceeded.</summary>
internal sealed class IdleConsumer : IDisposable
{
    private readonly string _topic;
    private readonly TaskCompletionSource _putOut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IConsumer<byte[], byte[]> _consumer;

    public IdleConsumer(KafkaCluster cluster, string topic, TimeSpan pollInterval)
    {
        _topic = topic;
        var config = new ConsumerConfig
        {
            BootstrapServers = cluster.BootstrapServers,
            GroupId = KafkaCluster.NewName("idle"),
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            SessionTimeoutMs = 1500,
            HeartbeatIntervalMs = 100,
            MaxPollIntervalMs = (int)pollInterval.TotalMilliseconds,
        };
        _consumer = new ConsumerBuilder<byte[], byte[]>(config)
            .SetLogHandler((_, message) =>
            {
                if (message.Facility == "MAXPOLL") _putOut.TrySetResult();
            })
            .Build();
    }

    /// <summary>Joins the group, polls one record and stops polling. Completes when the client logs that <c>max.poll.interval.ms</c> is exceeded.</summary>
    public async Task StartAndLoseItsPartitionsAsync()
    {
        _consumer.Subscribe(_topic);
        await Task.Run(() => _consumer.Consume(KafkaCluster.Timeout));
        await _putOut.Task.WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
    }

    public void Dispose() => _consumer.Dispose();
}
