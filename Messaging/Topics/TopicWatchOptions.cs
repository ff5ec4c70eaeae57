namespace Messaging.Topics;

/// <summary>How a service watches the topics that it reads. Bound from <c>Kafka:Topics</c> and validated at startup.</summary>
public sealed record TopicWatchOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Kafka:Topics";

    /// <summary>
    /// How often the service asks the cluster for the id and the number of partitions of its topics. So long, at most, it takes until the
    /// service notices that a topic was deleted and created again, or has more partitions.
    /// </summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromSeconds(2);
}
