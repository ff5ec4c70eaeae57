using System.Data.Common;
using Chaos.Disturbances;

namespace Chaos.Database;

/// <summary>The database of SinkService, and what can be done to it.</summary>
internal interface IDatabase : IAsyncDisposable
{
    /// <summary>What it is, in words.</summary>
    string Description { get; }

    /// <summary>The connection string for SinkService.</summary>
    string ConnectionString { get; }

    /// <summary>What can be done to it.</summary>
    IReadOnlyList<Disturbance> Disturbances { get; }

    /// <summary>Why it can't be used at the moment; null when it can.</summary>
    string? Away { get; }

    /// <summary>Returns a new connection, which is not open yet.</summary>
    DbConnection NewConnection();

    /// <summary>Returns the rows of a query.</summary>
    /// <exception cref="DbException">The database does not answer, or has no such table.</exception>
    async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken = default)
    {
        await using var connection = NewConnection();
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }
}
