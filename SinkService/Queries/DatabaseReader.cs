using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;
using SinkService.Database;
using SQLitePCL;

namespace SinkService.Queries;

/// <summary>Runs the queries of HTTP requests within a time limit, and says why the database can't answer.</summary>
internal sealed partial class DatabaseReader(
    SinkDatabase database, IOptions<QueryOptions> options, TimeProvider time, ILogger<DatabaseReader> logger)
{
    private string? _loggedReason; // an outage can last for hours, and pages ask every few seconds

    /// <summary>Runs a query.</summary>
    /// <param name="sql">The query. Values are parameters, whose names begin with @ there.</param>
    /// <param name="parameters">The names, without @, and values of the parameters.</param>
    /// <param name="read">Converts a row.</param>
    /// <param name="cancellationToken">Ends the query, also in the database.</param>
    /// <exception cref="QueryFailedException">The database can't answer now.</exception>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(
        string sql, IReadOnlyList<(string Name, object Value)> parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.Value.Timeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            // Npgsql waits much longer for a server that hangs, also after its token is cancelled.
            var rows = await QueryAsync(sql, parameters, read, ended.Token).WaitAsync(ended.Token);
            _loggedReason = null;
            return rows;
        }
        catch (Exception e) when (e is DbException or OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken); // SQLite reports an interrupted query as an error
        }
        catch (Exception e) when (e is DbException or OperationCanceledException && late.IsCancellationRequested)
        {
            throw Failed(
                "The database takes too long.",
                $"It did not answer within {options.Value.Timeout.TotalSeconds} s. Narrow the query, or try again.", e);
        }
        catch (DbException e) when (e.SqlState is PostgresErrorCodes.CharacterNotInRepertoire)
        {
            return []; // no row can have this text: PostgreSQL stores none with U+0000
        }
        catch (DbException e) when (IsTableMissing(e))
        {
            throw Failed("The database is not set up yet.", "Its tables are created when the service starts. Try again in some seconds.", e);
        }
        catch (DbException e)
        {
            throw Failed("The database is not available.", "The service keeps trying to reach it. Try again in some seconds.", e);
        }
    }

    private async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, IReadOnlyList<(string Name, object Value)> parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 1 + (int)options.Value.Timeout.TotalSeconds; // later than the token, which includes opening the connection
        foreach (var (name, value) in parameters) command.Parameters.Add(QueryParameter.Of(command, name, value));

        using var interruption = InterruptOn(connection, cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }

    /// <summary>SQLite runs in this process and does not look at the token of a query.</summary>
    private static CancellationTokenRegistration InterruptOn(DbConnection connection, CancellationToken cancellationToken) =>
        connection is SqliteConnection { Handle: { } handle } ? cancellationToken.Register(() => raw.sqlite3_interrupt(handle)) : default;

    private static bool IsTableMissing(DbException e) => e is SqliteException
        ? e.Message.Contains("no such table", StringComparison.Ordinal) // SQLite has no code for it
        : e.SqlState is PostgresErrorCodes.UndefinedTable;

    private QueryFailedException Failed(string title, string detail, Exception cause)
    {
        if (Interlocked.Exchange(ref _loggedReason, cause.Message) != cause.Message) LogFailed(title, cause.Message);
        return new(title, detail, cause);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A query failed. {Title} Reason: {Reason}")]
    private partial void LogFailed(string title, string reason);
}
