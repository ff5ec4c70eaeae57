using System.Data.Common;
using Chaos.Disturbances;
using LocalProcesses.Postgres;
using Npgsql;

namespace Chaos.Database;

/// <summary>A PostgreSQL server with its default settings, so that what is committed is on the disk.</summary>
internal sealed class PostgresDatabase : IDatabase
{
    private readonly PostgresServer _server;
    private volatile string? _away;

    private PostgresDatabase(PostgresServer server)
    {
        _server = server;
        Disturbances =
        [
            Disturbance("killed", server.KillAsync, () => server.StartAsync()),
            Disturbance("stopped", server.StopAsync, () => server.StartAsync()),
            Disturbance("paused", server.PauseAsync, server.ResumeAsync) with { Longest = TimeSpan.FromSeconds(15) },
        ];
    }

    public string Description => "PostgreSQL";

    public string ConnectionString => _server.ConnectionString();

    public IReadOnlyList<Disturbance> Disturbances { get; }

    public string? Away => _away is { } away ? $"the database ({away})" : null;

    public static async Task<PostgresDatabase> StartAsync(CancellationToken cancellationToken) =>
        new(await PostgresServer.StartNewAsync(cancellationToken: cancellationToken));

    public DbConnection NewConnection() => new NpgsqlConnection($"{ConnectionString};Pooling=false");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Disturbance Disturbance(string what, Func<Task> begin, Func<Task> end) => new(
        "the database", what, "database",
        () =>
        {
            _away = what;
            return begin();
        },
        async () =>
        {
            await end();
            _away = null;
        });
}
