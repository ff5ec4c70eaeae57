namespace Messaging.Consuming;

/// <summary>The status of a subscription of this service, at most one second old.</summary>
public interface ISubscriptionStatus
{
    /// <summary>What is consumed.</summary>
    Subscription Subscription { get; }

    /// <summary>The partitions that are assigned to this instance, ordered by number.</summary>
    IReadOnlyList<PartitionStatus> Partitions { get; }
}

/// <summary>The status of a partition that is assigned to this instance.</summary>
/// <param name="Partition">The partition's number.</param>
/// <param name="Running">Whether its records are processed; false while its state is restored.</param>
/// <param name="Lag">The number of unprocessed records; null while it is not known.</param>
/// <param name="LagTime">How far behind processing is: time since the last processed record was sent; zero when no record waits.</param>
public sealed record PartitionStatus(int Partition, bool Running, long? Lag, TimeSpan LagTime);
