using Confluent.Kafka;
using Messaging.Clients;

namespace KafkaConsole.Cluster;

/// <summary>Waits for what a consumer receives.</summary>
internal static class ConsumerPolls
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The next record or end of a partition; null when there is none within 100 ms, or when the client has a problem that it will try to
    /// solve itself. The caller polls again, until a time of its own.
    /// </summary>
    /// <exception cref="ConsumeException">The cluster refuses, or the client can't continue.</exception>
    public static ConsumeResult<byte[], byte[]>? Poll(this IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            return consumer.Consume(Timeout);
        }
        catch (ConsumeException e) when (ClientErrors.IsHarmlessWithoutGroup(e.Error))
        {
            return null;
        }
    }
}
