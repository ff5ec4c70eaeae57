using System.Data.Common;
using Dapper;
using SinkService.Database;
using SinkService.Migrations;

namespace Kafka.Tests.SinkService;

/// <summary>A database that no other test uses.</summary>
internal sealed class TestDatabase(string connectionString, SinkDatabase database, Func<Task> create, Func<ValueTask> delete) : IAsyncDisposable
{
    /// <summary>The value of <c>ConnectionStrings:database</c>.</summary>
    public string ConnectionString => connectionString;

    public SinkDatabase Database => database;

    public static implicit operator SinkDatabase(TestDatabase test) => test.Database;

    public Task CreateAsync() => create();

    /// <summary>Applies the migrations of the service.</summary>
    public Task MigrateAsync() =>
        new Migrator(database, Migration.In(database.MigrationsFolder), TimeProvider.System).ApplyAsync(CancellationToken.None);

    /// <summary>Writes in a transaction and commits it.</summary>
    public async Task WriteAsync(Func<DbTransaction, Task> write)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await write(transaction);
        await transaction.CommitAsync();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    public async Task<long> CountAsync(string table)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>($"select count(*) from {table}");
    }

    /// <summary>Returns what a query returns, with the column types of the service.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }

    public ValueTask DisposeAsync() => delete();
}
