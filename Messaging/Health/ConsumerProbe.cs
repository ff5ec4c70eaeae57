using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Messaging.Clients;
using Messaging.Consuming;

namespace Messaging.Health;

/// <summary>Asks the cluster what the consumer of the subscription does not report by itself.</summary>
/// <remarks>
/// The group is described only while this instance has no partitions: that request can end the process when the connection to the group's
/// coordinator is lost while it is sent (librdkafka 4605).
/// </remarks>
internal sealed class ConsumerProbe(
    SubscriptionContext context, StandaloneConsumerFactory consumers, ConsumerConfig config, IAdminClient admin)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Whether the topic can be read: with another consumer, because the one of the subscription reports an error once, and not when it has
    /// ended. For a topic without new records it would not report that either.
    /// </summary>
    public Task<bool> CanReadAsync(int partition, CancellationToken cancellationToken) =>
        Task.Run(() => CanRead(Math.Max(0, partition)), cancellationToken);

    /// <summary>
    /// Whether this instance is a member of its group. With <c>group.protocol=consumer</c> the client says nothing when it joins a group
    /// that has no partition for it.
    /// </summary>
    public async Task<bool> IsMemberAsync(CancellationToken cancellationToken) =>
        config.IsConsumerProtocol()
        && await DescribeAsync(cancellationToken) is { } group
        && group.Members.Any(member => member.ConsumerId == context.Consumer.MemberId);

    /// <summary>The assignment strategy of the group's members; null when it is not known.</summary>
    public async Task<string?> AssignorAsync(CancellationToken cancellationToken) => (await DescribeAsync(cancellationToken))?.PartitionAssignor;

    private bool CanRead(int partition)
    {
        using var consumer = consumers.Create();
        consumer.Assign(new TopicPartitionOffset(context.Topic, partition, Offset.End));
        try
        {
            return consumer.Consume(Timeout) is not null; // the end of the partition is a result, too
        }
        catch (ConsumeException)
        {
            return false;
        }
    }

    private async Task<ConsumerGroupDescription?> DescribeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var result = await admin.DescribeConsumerGroupsAsync([context.Group], new() { RequestTimeout = Timeout })
                .WaitAsync(cancellationToken);
            return result.ConsumerGroupDescriptions.Single();
        }
        catch (KafkaException)
        {
            return null; // the cluster does not answer, or does not tell: there may be no right to describe the group
        }
    }
}
