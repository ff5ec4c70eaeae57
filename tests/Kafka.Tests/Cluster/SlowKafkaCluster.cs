using InMemoryKafka;

[assembly: AssemblyFixture(typeof(SlowKafkaCluster))]

namespace Kafka.Tests.Cluster;

/// <summary>
/// A cluster on which a group member can commit during a rebalance: the real one, or an in-memory cluster with delayed responses. The
/// in-memory cluster ends a rebalance when it receives the <c>SyncGroup</c> request of the group's leader. It rejects a <c>SyncGroup</c> of
/// another member after that: this member must rejoin, and its commits are rejected. With the delay, the requests of the other members
/// arrive earlier, because the leader needs one more response before it can send its own.
/// </summary>
public sealed class SlowKafkaCluster() : KafkaCluster(IsReal ? null : InMemory())
{
    private static InMemoryCluster InMemory()
    {
        var cluster = new InMemoryCluster();
        cluster.SetRoundTripTime(TimeSpan.FromMilliseconds(100));
        return cluster;
    }
}
