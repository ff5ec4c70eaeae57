using Confluent.Kafka;
using Kafka.Tests.Messaging.Sinks;
using Kafka.Tests.SinkService;

namespace Kafka.Tests.Messaging;

// The same tests as with the classic group protocol, with group.protocol=consumer (KIP-848).

public sealed class AtLeastOnceConsumerProtocolTests(KafkaCluster cluster) : AtLeastOnceTests(cluster.With(GroupProtocol.Consumer));

public sealed class ExactlyOnceConsumerProtocolTests(KafkaCluster cluster) : ExactlyOnceTests(cluster.With(GroupProtocol.Consumer));

public sealed class KilledConsumerConsumerProtocolTests(KafkaCluster cluster) : KilledConsumerTests(cluster.With(GroupProtocol.Consumer));

public sealed class ProcessorConsumerProtocolTests(KafkaCluster cluster) : ProcessorTests(cluster.With(GroupProtocol.Consumer));

public sealed class RebalanceConsumerProtocolTests(KafkaCluster cluster) : RebalanceTests(cluster.With(GroupProtocol.Consumer));

public sealed class SinkConsumerProtocolTests(KafkaCluster cluster, SqliteDatabases databases) : SinkTests(cluster.With(GroupProtocol.Consumer), databases);
