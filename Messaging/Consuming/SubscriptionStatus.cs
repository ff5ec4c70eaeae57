using Messaging.Telemetry;

namespace Messaging.Consuming;

/// <summary>The status of a subscription, from what its loop has written down last.</summary>
internal sealed class SubscriptionStatus(Subscription subscription, ConsumerState state) : ISubscriptionStatus
{
    public Subscription Subscription => subscription;

    public IReadOnlyList<PartitionStatus> Partitions
    {
        get
        {
            var (restoring, lag) = (state.Restoring, state.Lag.ToDictionary(lag => lag.Partition));
            return
            [
                .. from partition in state.Assigned ?? []
                   let number = partition.Partition.Value
                   let known = lag.TryGetValue(number, out var position) ? position : (PartitionLag?)null
                   orderby number
                   select new PartitionStatus(number, !restoring.Contains(number), known?.Records, known?.Time ?? TimeSpan.Zero),
            ];
        }
    }
}
