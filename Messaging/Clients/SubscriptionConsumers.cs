using Confluent.Kafka;
using Messaging.Consuming;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Clients;

/// <summary>Creates the consumers of a subscription: the first one, and those that replace it after a fatal error.</summary>
/// <param name="current">The subscription.</param>
/// <param name="config">The settings that all consumers of the service share.</param>
/// <param name="state">Keeps the errors of the connection.</param>
/// <param name="log">Writes the lines of the client.</param>
/// <param name="services">The scope of the subscription.</param>
internal sealed class SubscriptionConsumers(
    CurrentSubscription current, ConsumerConfig config, ConsumerState state, ClientLog log, IServiceProvider services)
{
    public IConsumer<byte[], byte[]> Create()
    {
        var consumer = new ConsumerBuilder<byte[], byte[]>(KafkaClients.For(current.Registration, config))
            .SetErrorHandler((_, error) =>
            {
                state.Problems.OnConnectionError(error);
                log.WriteError(error);
            })
            .SetLogHandler((_, line) => log.Write(line))
            .SetOffsetsCommittedHandler((_, offsets) => log.WriteFailedCommits(offsets));

        // The listener needs the consumer, so it is resolved at the first rebalance, and kept for those while the host is disposed.
        RebalanceListener? listener = null;
        consumer.SetPartitionsAssignedHandler((_, partitions) => Listener().OnPartitionsAssigned(partitions));
        consumer.SetPartitionsRevokedHandler((_, partitions) => Listener().OnPartitionsRevoked(WithoutOffsets(partitions)));
        consumer.SetPartitionsLostHandler((_, partitions) => Listener().OnPartitionsLost(WithoutOffsets(partitions)));
        return consumer.Build();

        RebalanceListener Listener() => listener ??= services.GetRequiredService<RebalanceListener>();
    }

    private static List<TopicPartition> WithoutOffsets(List<TopicPartitionOffset> partitions) =>
        partitions.ConvertAll(partition => partition.TopicPartition);
}
