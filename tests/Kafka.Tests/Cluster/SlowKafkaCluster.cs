using InMemoryKafka;

[assembly: AssemblyFixture(typeof(SlowKafkaCluster))]

namespace Kafka.Tests.Cluster;

/// <summary>
/// A cluster on which a member of a group can commit while it hands partitions over: the real one, or one in memory that takes its time
/// to answer. The one in memory ends a rebalance as soon as the group's leader has sent its assignment; a member whose own request
/// (<c>SyncGroup</c>) comes later is refused and joins anew, and commits are refused from then on. The leader needs one more answer
/// before it can send, so the others are ahead of it by a round trip.
/// </summary>
public sealed class SlowKafkaCluster() : KafkaCluster(IsReal ? null : InMemory())
{
    private static InMemoryCluster InMemory()
    {
        var cluster = new InMemoryCluster();
        cluster.SetRoundTripTime(1, TimeSpan.FromMilliseconds(100));
        return cluster;
    }
}
