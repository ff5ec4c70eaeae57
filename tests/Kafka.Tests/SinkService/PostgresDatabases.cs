using LocalProcesses.Postgres;
using Npgsql;
using SinkService.Database;

namespace Kafka.Tests.SinkService;

/// <summary>PostgreSQL: one server for all tests, started by the first that needs it. Tests are skipped where it is not installed.</summary>
public sealed class PostgresDatabases : Databases, IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.StartNewAsync(
        new Dictionary<string, string>(PostgresServer.WithoutSync) { ["max_connections"] = "200", ["deadlock_timeout"] = "100ms" }));

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }

    internal override async Task<TestDatabase> NewMissingAsync()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.NotInstalled);
        var server = await _server.Value;
        var name = $"test_{Guid.NewGuid():n}";
        var source = NpgsqlDataSource.Create(server.ConnectionString(name));
        return new(server.ConnectionString(name), new PostgresDatabase(source), () => ExecuteAsync($"create database {name}"), DeleteAsync);

        async Task ExecuteAsync(string sql)
        {
            await using var administration = NpgsqlDataSource.Create(server.ConnectionString());
            await using var command = administration.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        async ValueTask DeleteAsync()
        {
            await source.DisposeAsync();
            await ExecuteAsync($"drop database if exists {name} with (force)");
        }
    }
}
