using LocalProcesses.Postgres;
using Npgsql;
using SinkService.Database;

namespace Kafka.Tests.SinkService;

/// <summary>PostgreSQL: one server for all tests, started by the first that needs it.</summary>
public sealed class PostgresDatabases : Databases, IAsyncDisposable
{
    private const string RequiredVariable = "KAFKA_TESTS_REQUIRE_POSTGRES";

    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.StartNewAsync(
        new Dictionary<string, string>(PostgresServer.WithoutSync) { ["max_connections"] = "200", ["deadlock_timeout"] = "100ms" }));

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }

    /// <summary>
    /// Skips the test where PostgreSQL is not installed. If the variable <c>KAFKA_TESTS_REQUIRE_POSTGRES</c> is 1, the test fails there instead.
    /// </summary>
    internal static void SkipUnlessInstalled()
    {
        if (Environment.GetEnvironmentVariable(RequiredVariable) == "1") Assert.True(PostgresServer.IsInstalled, PostgresServer.NotInstalled);
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.NotInstalled);
    }

    internal override async Task<TestDatabase> NewMissingAsync()
    {
        SkipUnlessInstalled();
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
