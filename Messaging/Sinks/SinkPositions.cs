using System.Data;
using System.Data.Common;

namespace Messaging.Sinks;

/// <summary>
/// The positions of a subscription in the database, one row per partition in the table that <see cref="ISinkDatabase"/> describes.
/// </summary>
/// <remarks>
/// Whoever is given a partition claims it, which increments its epoch. A transaction that writes rows first moves the position, on the
/// condition that the epoch is still its own: it then holds the lock of that row until it is committed. So a claim waits for the transaction of
/// the former owner, and every later one of that owner fails. If that owner hangs in its transaction, the claim has it rolled back.
/// </remarks>
internal sealed class SinkPositions(Subscription subscription, ISinkDatabase database, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const string Place = "sink = @sink and topic = @topic and topic_partition = @partition";

    /// <summary>Takes a partition from whoever had it.</summary>
    /// <param name="partition">The number of the partition.</param>
    /// <param name="topicId">The id of the topic now; null where the cluster has none.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="DbException">The database does not answer, or has no such table yet.</exception>
    public async Task<SinkClaim> ClaimAsync(int partition, string? topicId, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var claim = Command(
            connection,
            """
            insert into sink_positions (sink, topic, topic_partition, topic_id, next_offset, epoch) values (@sink, @topic, @partition, @id, 0, 1)
            on conflict (sink, topic, topic_partition) do update
              set epoch = sink_positions.epoch + 1, topic_id = coalesce(sink_positions.topic_id, excluded.topic_id)
            returning epoch, next_offset, topic_id
            """,
            partition);
        Add(claim, "id", topicId, DbType.String);
        await using var row = await RunAsync(claim, cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new(partition, row.GetInt64(0), row.GetInt64(1), await row.IsDBNullAsync(2, cancellationToken) ? null : row.GetString(2));
    }

    /// <summary>Moves a position within the transaction that writes the rows before it.</summary>
    /// <returns>False if it was not where the claim has left it: another instance has claimed the partition, or it is moved already.</returns>
    /// <exception cref="DbException">The database does not answer.</exception>
    public async Task<bool> TryMoveAsync(DbTransaction transaction, SinkClaim claim, long next, CancellationToken cancellationToken)
    {
        await using var move = Command(
            transaction.Connection!,
            $"update sink_positions set next_offset = @next where {Place} and epoch = @epoch and next_offset = @current",
            claim.Partition);
        move.Transaction = transaction;
        Add(move, "next", next, DbType.Int64);
        Add(move, "current", claim.Next, DbType.Int64);
        Add(move, "epoch", claim.Epoch, DbType.Int64);
        return await move.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Whether a position is at an offset, and the claim is still valid: the transaction that moved it there is committed.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    public async Task<bool> IsAtAsync(DbTransaction transaction, SinkClaim claim, long next, CancellationToken cancellationToken)
    {
        await using var read = Command(transaction.Connection!, $"select next_offset from sink_positions where {Place} and epoch = @epoch", claim.Partition);
        read.Transaction = transaction;
        Add(read, "epoch", claim.Epoch, DbType.Int64);
        return await read.ExecuteScalarAsync(cancellationToken) is long offset && offset == next;
    }

    private async Task<DbDataReader> RunAsync(DbCommand claim, CancellationToken cancellationToken)
    {
        var running = claim.ExecuteReaderAsync(cancellationToken);
        using var done = new CancellationTokenSource();
        if (await Task.WhenAny(running, Task.Delay(Patience, time, done.Token)) != running) await database.EndBlockersAsync(claim.Connection!, cancellationToken);
        await done.CancelAsync();
        return await running;
    }

    private DbCommand Command(DbConnection connection, string sql, int partition)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        Add(command, "sink", subscription.Group, DbType.String);
        Add(command, "topic", subscription.Topic, DbType.String);
        Add(command, "partition", partition, DbType.Int32);
        return command;
    }

    private static void Add(DbCommand command, string name, object? value, DbType type)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.DbType, parameter.Value) = ($"@{name}", type, value ?? DBNull.Value);
        command.Parameters.Add(parameter);
    }
}
