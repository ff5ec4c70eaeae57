namespace Messaging.Consuming;

/// <summary>What the subscription of this service has to do, as of a second ago at most.</summary>
public interface ISubscriptionStatus
{
    /// <summary>The partitions that this instance has, in order.</summary>
    IReadOnlyList<PartitionStatus> Partitions { get; }
}

/// <summary>A partition that this instance has.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Running">Whether its records are processed; false while its state is brought back.</param>
/// <param name="Lag">How many records wait; null while that is not known.</param>
/// <param name="LagTime">The age of the last record that was processed, while newer ones wait; zero otherwise.</param>
public sealed record PartitionStatus(int Partition, bool Running, long? Lag, TimeSpan LagTime);
