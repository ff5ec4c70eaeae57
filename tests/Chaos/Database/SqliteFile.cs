using System.Data.Common;
using Chaos.Disturbances;
using Microsoft.Data.Sqlite;

namespace Chaos.Database;

/// <summary>An SQLite file in a temporary directory, which is deleted at the end. All that can be done to it is to lock it.</summary>
internal sealed class SqliteFile : IDatabase
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("chaos-");
    private volatile SqliteConnection? _writer;

    public SqliteFile()
    {
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(_directory.FullName, "sink.db") }.ConnectionString;
        Disturbances =
        [
            new("the database", "locked", "database", LockAsync, UnlockAsync)
            {
                Longest = TimeSpan.FromSeconds(15), // beyond the 10 s for which SinkService waits for the writer before it
            },
        ];
    }

    public string Description => "SQLite";

    public string ConnectionString { get; }

    public IReadOnlyList<Disturbance> Disturbances { get; }

    public string? Away => _writer is null ? null : "the database (locked)";

    public DbConnection NewConnection() => Connection();

    public async ValueTask DisposeAsync()
    {
        await UnlockAsync();
        _directory.Delete(recursive: true);
    }

    private SqliteConnection Connection() => new($"{ConnectionString};Pooling=false");

    private async Task LockAsync()
    {
        _writer = Connection();
        await _writer.OpenAsync();
        await _writer.BeginTransactionAsync(); // holds the lock of the writer until the connection is closed
    }

    private async Task UnlockAsync()
    {
        if (_writer is null) return;

        await _writer.DisposeAsync();
        _writer = null;
    }
}
