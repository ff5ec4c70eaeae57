using Confluent.Kafka;

namespace Kafka.Tests.Messaging.Sinks;

/// <summary>The same with group.protocol=consumer.</summary>
public sealed class SinkConsumerProtocolTests(KafkaCluster cluster) : SinkTests(cluster.With(GroupProtocol.Consumer));
