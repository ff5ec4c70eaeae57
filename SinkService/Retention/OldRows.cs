using Dapper;
using SinkService.Database;
using SinkService.Events;
using SinkService.Statistics;

namespace SinkService.Retention;

/// <summary>
/// Deletes old rows in small steps, each in a transaction of its own with a pause after it: one large transaction would hold back writers and
/// the clean-up of the database. Several instances may do this at once: each step takes a lock, and an instance stops when another one has it.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="time">The clock.</param>
/// <param name="rowsPerStep">How many rows a step deletes at most.</param>
internal sealed class OldRows(SinkDatabase database, TimeProvider time, int rowsPerStep = 5_000)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Deletes the page views and the windows that began before an instant.</summary>
    public async Task<Deleted> DeleteAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        new(
            await DeleteAsync(StoreEvents.Table, "viewed_at", before, cancellationToken),
            await DeleteAsync(StoreStatistics.Table, "window_start", before, cancellationToken));

    private async Task<long> DeleteAsync(Table table, string instant, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var sql = $"""
            delete from {table.Name} where ({table.KeyList}) in
              (select {table.KeyList} from {table.Name} where {instant} < @Before order by {instant} limit @Limit)
            """;
        var total = 0L;
        while (await DeleteStepAsync(sql, new { Before = before, Limit = rowsPerStep }, cancellationToken) is var rows and > 0)
        {
            total += rows;
            if (rows < rowsPerStep) break;

            await Task.Delay(Pause, time, cancellationToken);
        }

        return total;
    }

    private async Task<int> DeleteStepAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await database.TryLockAsync(transaction, DatabaseLock.Retention, cancellationToken)) return 0;

        var rows = await connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    /// <summary>How many rows were deleted.</summary>
    /// <param name="Events">Rows of <c>page_events</c>.</param>
    /// <param name="Statistics">Rows of <c>page_statistics</c>.</param>
    public sealed record Deleted(long Events, long Statistics);
}
