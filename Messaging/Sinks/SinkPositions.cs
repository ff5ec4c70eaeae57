using System.Data;
using System.Data.Common;

namespace Messaging.Sinks;

/// <summary>
/// The positions of a subscription in the database, one row per partition in the table that <see cref="ISinkDatabase"/> describes.
/// </summary>
/// <remarks>
/// An instance that is given a partition claims it, which increments its epoch. A transaction that writes rows first moves the position, on the
/// condition that the epoch is still its own: it then holds the lock of that row until it is committed. So a claim waits for the transaction of
/// the former owner, and every later one of that owner fails. If that owner hangs in its transaction, the claim has it rolled back.
/// </remarks>
internal sealed class SinkPositions(Subscription subscription, ISinkDatabase database, TimeProvider time) : IDisposable
{
    private const string WhereKey = "sink = @sink and topic = @topic and topic_partition = @partition";
    private static readonly TimeSpan BlockedFor = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _claims = new(8); // many claims that wait must leave connections for others, and for ending what blocks them

    /// <summary>Takes a partition from the instance that had it, if there is one.</summary>
    /// <param name="partition">The number of the partition.</param>
    /// <param name="topicId">The id of the topic now; null where the cluster has none.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="DbException">The database does not answer, or has no such table yet.</exception>
    public async Task<SinkClaim> ClaimAsync(int partition, string? topicId, CancellationToken cancellationToken)
    {
        await _claims.WaitAsync(cancellationToken);
        try
        {
            return await ClaimNowAsync(partition, topicId, cancellationToken);
        }
        finally
        {
            _claims.Release();
        }
    }

    public void Dispose() => _claims.Dispose();

    /// <summary>Moves a position within the transaction that writes the rows before it.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="claim">The claim of the partition.</param>
    /// <param name="current">Where the position must be.</param>
    /// <param name="next">Where it moves.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>False if it was not there: another instance has claimed the partition, or it is moved already.</returns>
    /// <exception cref="DbException">The database does not answer.</exception>
    public async Task<bool> TryMoveAsync(DbTransaction transaction, SinkClaim claim, long current, long next, CancellationToken cancellationToken)
    {
        await using var move = Command(
            transaction.Connection!,
            $"update sink_positions set next_offset = @next where {WhereKey} and epoch = @epoch and next_offset = @current",
            claim.Partition);
        move.Transaction = transaction;
        Add(move, "next", next, DbType.Int64);
        Add(move, "current", current, DbType.Int64);
        Add(move, "epoch", claim.Epoch, DbType.Int64);
        return await move.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Whether a position is at an offset, and the claim is still valid: the transaction that moved it there is committed.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    public async Task<bool> IsAtAsync(DbTransaction transaction, SinkClaim claim, long next, CancellationToken cancellationToken)
    {
        await using var read = Command(transaction.Connection!, $"select next_offset from sink_positions where {WhereKey} and epoch = @epoch", claim.Partition);
        read.Transaction = transaction;
        Add(read, "epoch", claim.Epoch, DbType.Int64);
        return await read.ExecuteScalarAsync(cancellationToken) is long offset && offset == next;
    }

    private async Task<SinkClaim> ClaimNowAsync(int partition, string? topicId, CancellationToken cancellationToken)
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

    /// <summary>Runs a claim, which waits for the transaction of the former owner, and ends that transaction if it takes long.</summary>
    private async Task<DbDataReader> RunAsync(DbCommand claim, CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = claim.ExecuteReaderAsync(failed.Token);
        try
        {
            while (await Task.WhenAny(running, Task.Delay(BlockedFor, time, cancellationToken)) != running)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await database.EndBlockersAsync(claim.Connection!, cancellationToken);
            }
        }
        catch
        {
            await failed.CancelAsync();
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // its connection is used until then
            throw;
        }

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
