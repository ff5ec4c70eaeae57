using Confluent.Kafka;

namespace Messaging.Clients;

/// <summary>
/// Creates consumers that join no group and commit no offsets; the caller assigns their partitions. They have the group id of the
/// subscription, because the client requires one.
/// </summary>
internal sealed class StandaloneConsumerFactory(ConsumerConfig subscription, ClientLog log)
{
    /// <summary>Creates a consumer with the settings of the subscription. Unless told otherwise, it reads committed records only.</summary>
    public IConsumer<byte[], byte[]> Create(IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        var config = new ConsumerConfig(subscription.ToDictionary(setting => setting.Key, setting => setting.Value))
        {
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = isolation,
            EnablePartitionEof = true,
        };
        return new ConsumerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => log.WriteError(error))
            .SetLogHandler((_, line) => log.Write(line))
            .Build();
    }
}
