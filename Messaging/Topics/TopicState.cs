using Confluent.Kafka;

namespace Messaging.Topics;

/// <summary>What the cluster says about a topic.</summary>
/// <param name="Id">
/// The topic's id, as Kafka's tools show it. A topic that is deleted and created again has another one. Null when the topic does not exist,
/// or when the cluster has no ids (Apache Kafka before 2.8).
/// </param>
/// <param name="Partitions">The number of partitions; 0 when the topic does not exist.</param>
internal sealed record TopicState(string? Id, int Partitions)
{
    private const string NoId = "AAAAAAAAAAAAAAAAAAAAAA";

    /// <summary>The topic does not exist.</summary>
    public static TopicState Missing { get; } = new(null, 0);

    public bool Exists => Partitions > 0;

    /// <summary>The text form that Kafka's tools use: base64 for URLs. Null for the id that means none.</summary>
    public static string? TextOf(Uuid id) => id.ToString() is var text && text != NoId ? text.Replace('+', '-').Replace('/', '_') : null;

    /// <summary>
    /// Whether this is another topic of the same name than the one with this id. False while one of the ids is not known.
    /// </summary>
    public bool IsOtherThan(string? id) => Id is not null && id is not null && Id != id;
}
