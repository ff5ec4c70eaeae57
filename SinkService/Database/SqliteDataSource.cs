using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace SinkService.Database;

/// <summary>Opens connections to an SQLite file, with the settings that readers and writers in several processes need.</summary>
/// <param name="connectionString">The connection string of Microsoft.Data.Sqlite.</param>
internal sealed class SqliteDataSource(string connectionString) : DbDataSource
{
    /// <summary>
    /// With a write-ahead log, readers and the writer don't wait for each other, and a writer waits for the one before it. The log is not synced
    /// at each commit: after a power failure the last transactions may be missing, as a whole. Their records are read again then, because the
    /// positions are in the same transactions.
    /// </summary>
    private const string Settings = "pragma busy_timeout = 10000; pragma journal_mode = wal; pragma synchronous = normal";

    /// <summary>As in <see cref="Settings"/>: after that time the library would try again for the rest of its own 30 s.</summary>
    private const int BusySeconds = 10;

    public override string ConnectionString => connectionString;

    protected override SqliteConnection CreateDbConnection() => new(connectionString) { DefaultTimeout = BusySeconds };

    protected override SqliteConnection OpenDbConnection()
    {
        var connection = CreateDbConnection();
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = Settings;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(OpenDbConnection());
    }
}
