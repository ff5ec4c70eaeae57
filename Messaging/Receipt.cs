namespace Messaging;

/// <summary>Where a record was written. Returned only after all in-sync replicas have acknowledged it.</summary>
/// <param name="Topic">The name of the topic.</param>
/// <param name="Partition">The number of the partition.</param>
/// <param name="Offset">The record's offset in the partition.</param>
/// <param name="Timestamp">The record's timestamp, in whole milliseconds.</param>
public readonly record struct Receipt(string Topic, int Partition, long Offset, DateTimeOffset Timestamp);
