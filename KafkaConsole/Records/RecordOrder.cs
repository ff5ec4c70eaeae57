using Confluent.Kafka;

namespace KafkaConsole.Records;

/// <summary>
/// Orders records by time, but never against the order of a partition: a record with an earlier time than the one before it stays behind
/// that one.
/// </summary>
internal static class RecordOrder
{
    /// <summary>The oldest first.</summary>
    public static IEnumerable<ConsumeResult<byte[], byte[]>> ByTime(IEnumerable<ConsumeResult<byte[], byte[]>> records) =>
        ByTime(records, record => new(record.Partition.Value, record.Offset.Value, record.Message.Timestamp.UnixTimestampMs));

    /// <inheritdoc cref="ByTime(IEnumerable{ConsumeResult{byte[], byte[]}})"/>
    public static IEnumerable<TopicRecord> ByTime(IEnumerable<TopicRecord> records) =>
        ByTime(records, record => new(record.Partition, record.Offset, record.Time?.ToUnixTimeMilliseconds() ?? long.MinValue));

    private static IEnumerable<T> ByTime<T>(IEnumerable<T> records, Func<T, Place> placeOf)
    {
        var latest = new Dictionary<int, long>();
        var timed = new List<(T Record, Place Place)>();
        foreach (var (record, place) in records.Select(record => (record, placeOf(record))).OrderBy(item => item.Item2.Offset))
        {
            latest[place.Partition] = Math.Max(place.Time, latest.GetValueOrDefault(place.Partition, long.MinValue));
            timed.Add((record, place with { Time = latest[place.Partition] }));
        }

        return timed
            .OrderBy(item => item.Place.Time)
            .ThenBy(item => item.Place.Partition)
            .ThenBy(item => item.Place.Offset)
            .Select(item => item.Record);
    }

    private readonly record struct Place(int Partition, long Offset, long Time);
}
