using Microsoft.Data.Sqlite;
using SinkService.Database;

namespace Kafka.Tests.SinkService;

/// <summary>SQLite: each database is a file in a temporary directory of its own.</summary>
public sealed class SqliteDatabases : Databases
{
    internal override Task<TestDatabase> NewMissingAsync()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"sqlite-{Guid.NewGuid():n}"); // SQLite creates a file, and no directory
        var connectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "sink.db") }.ConnectionString;
        var source = new SqliteDataSource(connectionString);
        return Task.FromResult(new TestDatabase(connectionString, new SqliteDatabase(source), CreateAsync, DeleteAsync));

        Task CreateAsync()
        {
            Directory.CreateDirectory(directory);
            return Task.CompletedTask;
        }

        async ValueTask DeleteAsync()
        {
            await source.DisposeAsync();
            using (var connection = new SqliteConnection(connectionString)) SqliteConnection.ClearPool(connection);
            if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        }
    }
}
