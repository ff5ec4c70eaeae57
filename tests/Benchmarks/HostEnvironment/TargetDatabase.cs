using LocalProcesses.Postgres;
using Microsoft.Data.Sqlite;
using Npgsql;
using SinkService.Database;
using SinkService.Migrations;

namespace Benchmarks.HostEnvironment;

/// <summary>A database with the tables of SinkService, and without rows. It is deleted after its measurement.</summary>
internal sealed class TargetDatabase : IAsyncDisposable
{
    private readonly SinkDatabase _database;
    private readonly Func<Task> _deleteAsync;

    private TargetDatabase(SinkDatabase database, string connectionString, Func<Task> deleteAsync)
    {
        (_database, _deleteAsync) = (database, deleteAsync);
        Settings = [($"ConnectionStrings:{DatabaseRegistration.ConnectionName}", connectionString)];
    }

    /// <summary>The settings with which a process writes into this database.</summary>
    public (string Name, string Value)[] Settings { get; }

    /// <summary>Creates a database on a PostgreSQL server.</summary>
    public static async Task<TargetDatabase> NewAsync(PostgresServer server)
    {
        var name = $"benchmark_{Guid.NewGuid():N}";
        await ExecuteAsync($"create database {name}");
        var connectionString = server.ConnectionString(name);
        var database = new PostgresDatabase(NpgsqlDataSource.Create(connectionString));
        return await WithTablesAsync(database, connectionString, () => ExecuteAsync($"drop database {name} with (force)"));

        async Task ExecuteAsync(string sql)
        {
            await using var source = NpgsqlDataSource.Create(server.ConnectionString());
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Creates an SQLite file.</summary>
    public static Task<TargetDatabase> NewFileAsync()
    {
        var directory = Directory.CreateTempSubdirectory("benchmark-");
        var connectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory.FullName, "sink.db") }.ConnectionString;
        return WithTablesAsync(new SqliteDatabase(new(connectionString)), connectionString, () =>
        {
            SqliteConnection.ClearAllPools();
            directory.Delete(recursive: true);
            return Task.CompletedTask;
        });
    }

    /// <summary>Returns how many records of a topic are stored.</summary>
    public async Task<long> StoredAsync(string topic)
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select next_offset from sink_positions where topic = @topic";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@topic", topic);
        command.Parameters.Add(parameter);
        await using var positions = await command.ExecuteReaderAsync();
        var stored = 0L;
        while (await positions.ReadAsync()) stored += positions.GetInt64(0);
        return stored;
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DataSource.DisposeAsync();
        await _deleteAsync();
    }

    private static async Task<TargetDatabase> WithTablesAsync(SinkDatabase database, string connectionString, Func<Task> deleteAsync)
    {
        await new Migrator(database, Migration.In(database.MigrationsFolder), TimeProvider.System).ApplyAsync(CancellationToken.None);
        return new(database, connectionString, deleteAsync);
    }
}
