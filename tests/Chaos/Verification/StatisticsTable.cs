using System.Data.Common;
using Chaos.Database;

namespace Chaos.Verification;

/// <summary>Reads the statistics from the table <c>page_statistics</c>. The total of a window is the sum over all source partitions.</summary>
internal static class StatisticsTable
{
    public const string Name = "page_statistics";

    private const string Rows = $"select page, window_start, views, total_ms, min_ms, max_ms from {Name}";

    /// <exception cref="DbException">The database does not answer.</exception>
    public static async Task<Windows> ReadAsync(IDatabase database)
    {
        var windows = new Windows();
        foreach (var (window, totals) in await database.ReadAsync(Rows, Read)) windows.Add(window, totals);
        return windows;
    }

    private static (PageWindow Window, Totals Totals) Read(DbDataReader row) => (
        new(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1)),
        new(row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)));
}
