using System.Data;
using System.Data.Common;
using Npgsql;

namespace SinkService.Database;

/// <summary>PostgreSQL 14 or later. Rows are written by its binary COPY.</summary>
internal sealed class PostgresDatabase(NpgsqlDataSource dataSource) : SinkDatabase
{
    /// <summary>The first of the two numbers that name an advisory lock in a database, which other programs may use, too.</summary>
    private const int LockNamespace = 0x53494e4b;

    public override DbDataSource DataSource => dataSource;

    internal override string MigrationsFolder => "postgresql";

    public override bool IsRefusedRow(DbException failure) =>
        failure is UnstorableTextException || (failure is PostgresException { SqlState: var state } && PostgresErrors.IsOfRow(state));

    /// <summary>
    /// Ends the sessions of this service, of which every user may end its own. They wait for their client within a transaction. A statement can't
    /// be cancelled alone while it does.
    /// </summary>
    public override async Task EndBlockersAsync(DbConnection waiting, CancellationToken cancellationToken)
    {
        if (waiting.State is not ConnectionState.Open) return;

        await using var end = dataSource.CreateCommand(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where pid = any(pg_blocking_pids($1)) and wait_event = 'ClientRead' and application_name = current_setting('application_name')
            """);
        end.Parameters.Add(new() { Value = ((NpgsqlConnection)waiting).ProcessID });
        await end.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async Task InsertAsync<TRow>(
        DbTransaction transaction, Table table, IReadOnlyList<TRow> rows, Action<IRowWriter, TRow> write, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return;

        await using var import = await Connection(transaction).BeginBinaryImportAsync(
            $"copy {table.Name} ({table.ColumnList}) from stdin (format binary)", cancellationToken);
        var writer = new PostgresRowWriter(import);
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            import.StartRow();
            write(writer, row);
        }

        await import.CompleteAsync(cancellationToken);
    }

    /// <summary>
    /// Copies the rows to a temporary table and from there, ordered by key: transactions that write the same rows then lock them in the same
    /// order and don't deadlock. The number of each row tells which of several with the same key is the last.
    /// </summary>
    public override async Task UpsertAsync<TRow>(
        DbTransaction transaction, Table table, IReadOnlyList<TRow> rows, Action<IRowWriter, TRow> write, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return;

        var incoming = new Table($"incoming_{table.Name}", [.. table.Columns, "row_number"], []);
        await ExecuteAsync(
            transaction, $"create temporary table {incoming.Name} (like {table.Name}, row_number integer) on commit drop", cancellationToken);
        await InsertAsync(transaction, incoming, [.. rows.Index()], Write, cancellationToken);
        await ExecuteAsync(
            transaction,
            $"""
            insert into {table.Name} ({table.ColumnList})
              select distinct on ({table.KeyList}) {table.ColumnList} from {incoming.Name} order by {table.KeyList}, row_number desc
              {table.ReplaceOnConflict};
            drop table {incoming.Name}
            """,
            cancellationToken);

        void Write(IRowWriter writer, (int Index, TRow Row) numbered)
        {
            write(writer, numbered.Row);
            writer.Write(numbered.Index);
        }
    }

    public override string Bucket(string column, TimeBucket bucket) => bucket switch
    {
        TimeBucket.Minute => $"date_trunc('minute', {column}, 'UTC')",
        TimeBucket.Hour => $"date_trunc('hour', {column}, 'UTC')",
        _ => $"date_trunc('day', {column}, 'UTC')",
    };

    internal override Task LockAsync(DbTransaction transaction, DatabaseLock name, CancellationToken cancellationToken) =>
        ExecuteAsync(transaction, $"select pg_advisory_xact_lock({LockNamespace}, {(int)name})", cancellationToken);

    internal override async Task<bool> TryLockAsync(DbTransaction transaction, DatabaseLock name, CancellationToken cancellationToken) =>
        await ScalarAsync(transaction, $"select pg_try_advisory_xact_lock({LockNamespace}, {(int)name})", cancellationToken) is true;

    internal override async Task<bool> HasTableAsync(DbTransaction transaction, string table, CancellationToken cancellationToken) =>
        await ScalarAsync(transaction, $"select to_regclass('{table}') is not null", cancellationToken) is true;

    private static async Task ExecuteAsync(DbTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, Connection(transaction));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(DbTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, Connection(transaction));
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static NpgsqlConnection Connection(DbTransaction transaction) => (NpgsqlConnection)transaction.Connection!;
}
