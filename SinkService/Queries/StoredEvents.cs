using System.Data.Common;

namespace SinkService.Queries;

/// <summary>Queries the table <c>page_events</c>.</summary>
internal sealed class StoredEvents(DatabaseReader database)
{
    private const string Select = """
        select record_partition, record_offset, page, user_hash, viewed_at, duration_ms, duration_class, sent_at
        from page_events
        """;

    /// <summary>Finds events, newest first. Events that come later neither repeat nor hide others on the next page of results.</summary>
    /// <exception cref="QueryFailedException">The database can't answer now.</exception>
    public async Task<EventPage> FindAsync(EventQuery query, CancellationToken cancellationToken)
    {
        var where = new Conditions();
        if (query.Page is { } page) where.Add("page = @page", ("page", page));
        if (query.User is { } user) where.Add("user_hash = @user", ("user", user));
        if (query.From is { } from) where.Add("viewed_at >= @from", ("from", from));
        if (query.To is { } to) where.Add("viewed_at < @to", ("to", to));
        if (query.Before is { } before)
        {
            where.Add(
                "(viewed_at, record_partition, record_offset) < (@at, @partition, @offset)",
                ("at", before.ViewedAt), ("partition", before.Partition), ("offset", before.Offset));
        }

        var found = await database.ReadAsync(
            $"{Select} {where} order by viewed_at desc, record_partition desc, record_offset desc limit @limit",
            [.. where.Parameters, ("limit", query.Limit + 1)], // one more shows whether there are more
            Read,
            cancellationToken);
        return found.Count <= query.Limit
            ? new(found, Before: null)
            : new([.. found.Take(query.Limit)], found[query.Limit - 1].Position);
    }

    /// <summary>Returns the event of a record; null when there is none.</summary>
    /// <exception cref="QueryFailedException">The database can't answer now.</exception>
    public async Task<StoredEvent?> FindAsync(int partition, long offset, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            $"{Select} where record_partition = @partition and record_offset = @offset",
            [("partition", partition), ("offset", offset)],
            Read,
            cancellationToken)).SingleOrDefault();

    private static StoredEvent Read(DbDataReader row) => new(
        row.GetInt32(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4), row.GetInt64(5),
        row.GetString(6), row.GetFieldValue<DateTimeOffset>(7));
}
