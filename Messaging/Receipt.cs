using Confluent.Kafka;

namespace Messaging;

/// <summary>Where a record was written. Returned only after all in-sync replicas have acknowledged it.</summary>
/// <param name="Topic">The name of the topic.</param>
/// <param name="Partition">The number of the partition.</param>
/// <param name="Offset">
/// The record's offset in the partition. Null when the acknowledgement of the first attempt was lost, and the broker has answered a later one
/// only that it has the record already.
/// </param>
/// <param name="Timestamp">The record's timestamp, in whole milliseconds: when it arrived, unless its sender has set another time. With
/// <c>message.timestamp.type=LogAppendTime</c>, the time at which the broker appended it.</param>
public readonly record struct Receipt(string Topic, int Partition, long? Offset, DateTimeOffset Timestamp)
{
    /// <summary>The receipt of a record that the cluster has acknowledged.</summary>
    internal static Receipt Of(DeliveryReport<byte[], byte[]> report) => new(
        report.Topic, report.Partition, report.Offset.IsSpecial ? null : report.Offset.Value, new(report.Timestamp.UtcDateTime));
}
