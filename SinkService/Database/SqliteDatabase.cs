using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace SinkService.Database;

/// <summary>SQLite: one file, which several processes of one machine can share. Only one of them writes at a time.</summary>
internal sealed class SqliteDatabase(SqliteDataSource dataSource) : SinkDatabase
{
    private const int Constraint = 19;
    private const int TooBig = 18;
    private const int Mismatch = 20;

    public override DbDataSource DataSource => dataSource;

    internal override string MigrationsFolder => "sqlite";

    public override bool IsRefusedRow(DbException failure) =>
        failure is UnstorableTextException or SqliteException { SqliteErrorCode: Constraint or TooBig or Mismatch };

    /// <summary>Does nothing: one process can't end the transaction of another.</summary>
    public override Task EndBlockersAsync(DbConnection waiting, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task InsertAsync<TRow>(
        DbTransaction transaction, Table table, IReadOnlyList<TRow> rows, Action<IRowWriter, TRow> write, CancellationToken cancellationToken) =>
        WriteAsync(transaction, table, "", rows, write, cancellationToken);

    public override Task UpsertAsync<TRow>(
        DbTransaction transaction, Table table, IReadOnlyList<TRow> rows, Action<IRowWriter, TRow> write, CancellationToken cancellationToken) =>
        WriteAsync(transaction, table, table.ReplaceOnConflict, rows, write, cancellationToken);

    /// <summary>The text of an instant begins with its date, hour and minute: <c>2026-05-04 12:34:56.789+00:00</c>.</summary>
    public override string Bucket(string column, TimeBucket bucket) => bucket switch
    {
        TimeBucket.Minute => $"substr({column}, 1, 16) || ':00+00:00'",
        TimeBucket.Hour => $"substr({column}, 1, 13) || ':00:00+00:00'",
        _ => $"substr({column}, 1, 10) || ' 00:00:00+00:00'",
    };

    /// <summary>A transaction that writes excludes all others from its beginning.</summary>
    internal override Task LockAsync(DbTransaction transaction, DatabaseLock name, CancellationToken cancellationToken) => Task.CompletedTask;

    internal override Task<bool> TryLockAsync(DbTransaction transaction, DatabaseLock name, CancellationToken cancellationToken) => Task.FromResult(true);

    internal override async Task<bool> HasTableAsync(DbTransaction transaction, string table, CancellationToken cancellationToken)
    {
        await using var command = Command(transaction, "select count(*) from sqlite_master where type = 'table' and name = @table");
        command.Parameters.AddWithValue("@table", table);
        return await command.ExecuteScalarAsync(cancellationToken) is > 0L;
    }

    private static async Task WriteAsync<TRow>(
        DbTransaction transaction, Table table, string onConflict, IReadOnlyList<TRow> rows, Action<IRowWriter, TRow> write,
        CancellationToken cancellationToken)
    {
        var names = table.Columns.Select(column => $"@{column}").ToList();
        await using var insert = Command(transaction, $"insert into {table.Name} ({table.ColumnList}) values ({string.Join(", ", names)}) {onConflict}");
        foreach (var name in names) insert.Parameters.Add(new() { ParameterName = name });
        var writer = new SqliteRowWriter(insert.Parameters);
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.StartRow();
            write(writer, row);
            insert.ExecuteNonQuery(); // Microsoft.Data.Sqlite has nothing asynchronous; the statement is prepared at the first call
        }
    }

    private static SqliteCommand Command(DbTransaction transaction, string sql) =>
        new(sql, (SqliteConnection)transaction.Connection!, (SqliteTransaction)transaction);
}
