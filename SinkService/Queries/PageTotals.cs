using System.Data.Common;
using SinkService.Database;

namespace SinkService.Queries;

/// <summary>Queries the table <c>page_statistics</c>.</summary>
internal sealed class PageTotals(SinkDatabase database, DatabaseReader reader)
{
    /// <summary>
    /// 2^32. Sums of durations can exceed 64 bits, which both databases refuse: so the upper and the lower half of each are summed.
    /// </summary>
    private const long Half = 1L << 32;

    /// <summary>Adds up the statistics per bucket and page, oldest bucket first, then by page name.</summary>
    /// <returns>The totals; null when there are more than <see cref="TotalsQuery.MaxRows"/>.</returns>
    /// <exception cref="QueryFailedException">The database can't answer now.</exception>
    public async Task<IReadOnlyList<PageTotal>?> FindAsync(TotalsQuery query, CancellationToken cancellationToken)
    {
        var where = new Conditions();
        if (query.Page is { } page) where.Add("page = @page", ("page", page));
        if (query.From is { } from) where.Add("window_start >= @from", ("from", from));
        if (query.To is { } to) where.Add("window_start < @to", ("to", to));

        var totals = await reader.ReadAsync(
            $"""
            select {database.Bucket("window_start", query.Bucket)} as bucket, page, cast(sum(views) as bigint),
              cast(sum(total_ms / {Half}) as bigint), cast(sum(total_ms % {Half}) as bigint), min(min_ms), max(max_ms)
            from page_statistics {where}
            group by bucket, page
            order by bucket, page
            limit @limit
            """,
            [.. where.Parameters, ("limit", TotalsQuery.MaxRows + 1)],
            Read,
            cancellationToken);
        return totals.Count <= TotalsQuery.MaxRows ? totals : null;
    }

    private static PageTotal Read(DbDataReader row)
    {
        var views = row.GetInt64(2);
        var total = (Int128)row.GetInt64(3) * Half + row.GetInt64(4);
        return new(
            row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), views, long.CreateSaturating(total), row.GetInt64(5), row.GetInt64(6),
            views == 0 ? 0 : (double)total / views);
    }
}
