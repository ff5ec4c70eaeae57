namespace Messaging.Telemetry;

/// <summary>The names of attributes in OpenTelemetry's semantic conventions for messaging and Kafka, 1.45.</summary>
internal static class MessagingAttributes
{
    public const string System = "messaging.system.name";
    public const string OperationName = "messaging.operation.name";
    public const string OperationType = "messaging.operation.type";
    public const string Destination = "messaging.destination.name";
    public const string Partition = "messaging.destination.partition.id";
    public const string ConsumerGroup = "messaging.consumer.group.name";
    public const string BatchCount = "messaging.batch.message_count";
    public const string ClientId = "messaging.client.id";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string ErrorType = "error.type";
    public const string Offset = "kafka.offset";
    public const string Key = "kafka.message.key";
    public const string Tombstone = "kafka.message.tombstone";

    /// <summary>The former name of <see cref="System"/>. Set as well, because dashboards such as Aspire's know only this one.</summary>
    public const string FormerSystem = "messaging.system";

    /// <summary>The former name of <see cref="Offset"/>. Set as well, for the same reason.</summary>
    public const string FormerOffset = "messaging.kafka.offset";

    /// <summary>The value of <see cref="System"/>.</summary>
    public const string Kafka = "kafka";
}
