namespace Messaging.Publishing;

/// <summary>Where a record is. Given only after the broker has acknowledged it on all in-sync replicas.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The record's offset in that partition.</param>
/// <param name="Timestamp">The record's time, in whole milliseconds.</param>
public readonly record struct Receipt(string Topic, int Partition, long Offset, DateTimeOffset Timestamp);
