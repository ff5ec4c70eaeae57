using System.Data.Common;
using Contracts;
using Messaging;
using SinkService.Database;

namespace SinkService.Statistics;

/// <summary>
/// Keeps the statistics of each page, window and source partition as a row of <c>page_statistics</c>. A record has absolute values, which
/// replace the earlier ones. The other records of the topic are not about pages.
/// </summary>
internal sealed class StoreStatistics(SinkDatabase database) : ISink<StatisticsRecord>
{
    public static readonly Table Table = new(
        "page_statistics",
        ["window_start", "page", "source_partition", "views", "total_ms", "min_ms", "max_ms"],
        Key: ["window_start", "page", "source_partition"]);

    public Task WriteAsync(IReadOnlyList<Record<StatisticsRecord>> batch, DbTransaction transaction, CancellationToken cancellationToken) =>
        database.UpsertAsync(
            transaction, Table, [.. batch.Select(record => record.Value).OfType<WindowPartial>()], WriteRow, cancellationToken);

    private static void WriteRow(IRowWriter row, WindowPartial partial)
    {
        row.Write(partial.Window);
        row.Write(partial.Page);
        row.Write(partial.Partition);
        row.Write(partial.Count);
        row.Write(partial.Total);
        row.Write(partial.Minimum);
        row.Write(partial.Maximum);
    }
}
