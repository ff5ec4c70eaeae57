using Confluent.Kafka;

namespace Messaging.Consuming;

/// <summary>Seeks in partitions that may just have been assigned.</summary>
internal static class ConsumerSeeks
{
    /// <summary>Sets the next offset that is consumed.</summary>
    /// <returns>Whether it is set. It is not while the client begins to fetch the partition: try again then.</returns>
    public static bool TrySeek(this IConsumer<byte[], byte[]> consumer, TopicPartitionOffset position)
    {
        try
        {
            consumer.Seek(position);
            return true;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_PrevInProgress or ErrorCode.Local_Outdated)
        {
            return false;
        }
    }
}
