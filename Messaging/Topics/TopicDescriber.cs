using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Messaging.Topics;

/// <summary>Asks the cluster about a topic.</summary>
internal static class TopicDescriber
{
    /// <summary>Returns the state of a topic. Never creates it.</summary>
    /// <exception cref="KafkaException">The cluster does not answer in time, or refuses.</exception>
    public static async Task<TopicState> DescribeAsync(IAdminClient admin, string topic, TimeSpan timeout)
    {
        try
        {
            var answer = await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), new() { RequestTimeout = timeout });
            var described = answer.TopicDescriptions.Single();
            return new(TopicState.TextOf(described.TopicId), described.Partitions.Count);
        }
        catch (DescribeTopicsException e) when (e.Results.TopicDescriptions is [{ Error.Code: ErrorCode.UnknownTopicOrPart }])
        {
            return TopicState.Missing;
        }
        catch (DescribeTopicsException e) when (e.Results.TopicDescriptions is [{ Error.IsError: true } described])
        {
            throw new KafkaException(described.Error);
        }
    }
}
