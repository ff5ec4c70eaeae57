using System.Data.Common;
using Chaos.Database;

namespace Chaos.Verification;

/// <summary>Compares <c>page-events-json</c> with the table <c>page_events</c>: each record has one row, with its partition and offset.</summary>
internal static class EventsTable
{
    private const string Name = "page_events";
    private const string Rows =
        $"select record_partition, record_offset, page, user_hash, viewed_at, duration_ms, duration_class, sent_at from {Name}";

    /// <param name="records">The records of the topic.</param>
    /// <param name="database">The database with the table.</param>
    /// <exception cref="DbException">The database does not answer.</exception>
    public static async Task<Comparison> CompareAsync(IReadOnlyList<TopicRecord> records, IDatabase database)
    {
        var comparison = new Comparison($"{JsonCheck.Topic} with the table {Name} in {database.Description}", records.Count);
        var rows = (await database.ReadAsync(Rows, Read)).ToLookup(row => row.Place);
        foreach (var record in records)
        {
            var must = Row.Of(record);
            List<Row> found = [.. rows[must.Place]];
            if (found.Count == 0) comparison.AddLost($"{must}");
            if (found.Count > 1) comparison.AddDoubled($"{must}", found.Count - 1);
            if (found.Find(row => row != must) is { } other) comparison.AddWrong($"{must} is {other} in the table");
        }

        var places = records.Select(record => (record.Partition, record.Offset)).ToHashSet();
        foreach (var row in rows.Where(same => !places.Contains(same.Key)).SelectMany(same => same))
        {
            comparison.AddWrong($"{row} has no record");
        }

        return comparison;
    }

    private static Row Read(DbDataReader row) => Row.At(
        (row.GetInt32(0), row.GetInt64(1)),
        new(row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4), row.GetInt64(5), row.GetString(6)),
        row.GetFieldValue<DateTimeOffset>(7));

    /// <summary>A row of the table. Its instants are those of PostgreSQL, which has no more than microseconds.</summary>
    private sealed record Row((int Partition, long Offset) Place, AnonymousEvent Event, DateTimeOffset SentAt)
    {
        public static Row Of(TopicRecord record) => At((record.Partition, record.Offset), AnonymousEvent.Decode(record), record.Timestamp);

        public static Row At((int Partition, long Offset) place, AnonymousEvent viewed, DateTimeOffset sentAt) =>
            new(place, viewed with { Date = Microseconds(viewed.Date) }, Microseconds(sentAt));

        private static DateTimeOffset Microseconds(DateTimeOffset instant) =>
            new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }
}
