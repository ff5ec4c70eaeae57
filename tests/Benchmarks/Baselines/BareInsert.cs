using Benchmarks.Load;
using Microsoft.Data.Sqlite;
using SinkService.Database;

namespace Benchmarks.Baselines;

/// <summary>The minimum work of writing events into an SQLite file: a prepared <c>insert</c>, with the settings of SinkService.</summary>
internal static class BareInsert
{
    private const string Insert =
        """
        insert into page_events (record_partition, record_offset, page, user_hash, viewed_at, duration_ms, duration_class, sent_at)
        values (@partition, @offset, @page, @user, @viewed, @duration, @class, @sent)
        """;

    private static readonly string[] Names = ["@partition", "@offset", "@page", "@user", "@viewed", "@duration", "@class", "@sent"];

    public static void Run() => BareBatches.Write(AnonymousEvents.Rows, file => new SqliteDataSource(file).OpenConnection(), (transaction, rows) =>
    {
        using var insert = new SqliteCommand(Insert, (SqliteConnection)transaction.Connection!, (SqliteTransaction)transaction);
        SqliteParameter[] parameters = [.. Names.Select(name => new SqliteParameter { ParameterName = name })];
        insert.Parameters.AddRange(parameters);
        foreach (var (partition, offset, pageEvent) in rows)
        {
            parameters[0].Value = partition;
            parameters[1].Value = offset;
            parameters[2].Value = pageEvent.Name;
            parameters[3].Value = pageEvent.User;
            parameters[4].Value = pageEvent.Date;
            parameters[5].Value = pageEvent.Duration;
            parameters[6].Value = BareCopy.DurationClasses[(int)pageEvent.DurationClass];
            parameters[7].Value = pageEvent.Date;
            insert.ExecuteNonQuery();
        }
    });
}
