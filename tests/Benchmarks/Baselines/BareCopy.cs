using Benchmarks.Load;
using Npgsql;
using NpgsqlTypes;

namespace Benchmarks.Baselines;

/// <summary>The minimum work of writing events into PostgreSQL: binary <c>COPY</c>.</summary>
internal static class BareCopy
{
    private const string Copy =
        """
        copy page_events (record_partition, record_offset, page, user_hash, viewed_at, duration_ms, duration_class, sent_at)
        from stdin (format binary)
        """;

    /// <summary>By the number of the class.</summary>
    public static readonly IReadOnlyList<string> DurationClasses = ["glance", "brief", "medium", "extended"];

    public static void Run() => BareBatches.Write(AnonymousEvents.Rows, Connect, (transaction, rows) =>
    {
        using var import = ((NpgsqlConnection)transaction.Connection!).BeginBinaryImport(Copy);
        foreach (var (partition, offset, pageEvent) in rows)
        {
            import.StartRow();
            import.Write(partition, NpgsqlDbType.Integer);
            import.Write(offset, NpgsqlDbType.Bigint);
            import.Write(pageEvent.Name, NpgsqlDbType.Text);
            import.Write(pageEvent.User, NpgsqlDbType.Text);
            import.Write(pageEvent.Date.UtcDateTime, NpgsqlDbType.TimestampTz);
            import.Write(pageEvent.Duration, NpgsqlDbType.Bigint);
            import.Write(DurationClasses[(int)pageEvent.DurationClass], NpgsqlDbType.Text);
            import.Write(pageEvent.Date.UtcDateTime, NpgsqlDbType.TimestampTz);
        }

        import.Complete();
    });

    /// <summary>Opens a connection to PostgreSQL.</summary>
    public static NpgsqlConnection Connect(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        return connection;
    }
}
