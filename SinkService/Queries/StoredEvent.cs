namespace SinkService.Queries;

/// <summary>A page event in the database.</summary>
/// <param name="Partition">The partition of its record.</param>
/// <param name="Offset">The offset of its record in the partition.</param>
/// <param name="Page">The name of the page.</param>
/// <param name="User">The hash of the user.</param>
/// <param name="ViewedAt">When the user viewed the page.</param>
/// <param name="Duration">How long the user viewed the page, in milliseconds.</param>
/// <param name="DurationClass">The class of the duration: <c>glance</c>, <c>brief</c>, <c>medium</c> or <c>extended</c>.</param>
/// <param name="SentAt">When the record was sent to Kafka: its timestamp.</param>
internal sealed record StoredEvent(
    int Partition, long Offset, string Page, string User, DateTimeOffset ViewedAt, long Duration, string DurationClass, DateTimeOffset SentAt)
{
    /// <summary>The position in the order of events.</summary>
    internal EventPosition Position => new(ViewedAt, Partition, Offset);
}
