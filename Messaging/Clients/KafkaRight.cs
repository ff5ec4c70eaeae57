namespace Messaging.Clients;

/// <summary>
/// A right that a service needs: an operation on a resource, with the names that Kafka's ACLs have. <c>docs/security.md</c> lists the
/// rights of all services.
/// </summary>
/// <param name="Operation">The operation, such as <c>Read</c>.</param>
/// <param name="Resource">
/// The kind of the resource, as an option of <c>kafka-acls.sh</c>: <c>topic</c>, <c>group</c>, <c>transactional-id</c> or <c>cluster</c>.
/// </param>
/// <param name="Name">The name of the resource; for a prefixed one, its beginning.</param>
/// <param name="IsPrefixed">Whether the right is for all resources whose names begin with <paramref name="Name"/>.</param>
internal sealed record KafkaRight(string Operation, string Resource, string Name, bool IsPrefixed = false)
{
    /// <summary>To see a topic. Read, Write and Alter include it.</summary>
    public static KafkaRight DescribeTopic(string topic) => new("Describe", "topic", topic);

    /// <summary>To consume a topic.</summary>
    public static KafkaRight ReadTopic(string topic) => new("Read", "topic", topic);

    /// <summary>To send records to a topic.</summary>
    public static KafkaRight WriteTopic(string topic) => new("Write", "topic", topic);

    /// <summary>To create a topic.</summary>
    public static KafkaRight CreateTopic(string topic) => new("Create", "topic", topic);

    /// <summary>To add partitions to a topic.</summary>
    public static KafkaRight AlterTopic(string topic) => new("Alter", "topic", topic);

    /// <summary>To join a consumer group, and to commit its offsets.</summary>
    public static KafkaRight ReadGroup(string group) => new("Read", "group", group);

    /// <summary>To see the members and offsets of a consumer group.</summary>
    public static KafkaRight DescribeGroup(string group) => new("Describe", "group", group);

    /// <summary>To commit transactions under an id.</summary>
    public static KafkaRight WriteTransactionalId(string id) => new("Write", "transactional-id", id);

    /// <summary>To commit transactions under all ids that begin so.</summary>
    public static KafkaRight WriteTransactionalIds(string prefix) => new("Write", "transactional-id", prefix, IsPrefixed: true);

    /// <summary>The options of <c>kafka-acls.sh</c> that name it.</summary>
    public string Options =>
        $"--operation {Operation} --{Resource}{(Resource is "cluster" ? "" : $" {Name}")}{(IsPrefixed ? " --resource-pattern-type prefixed" : "")}";

    /// <inheritdoc/>
    public override string ToString() =>
        Resource is "cluster" ? $"{Operation} on the cluster" : $"{Operation} on the {Resource.Replace('-', ' ')} {Name}{(IsPrefixed ? "*" : "")}";
}
