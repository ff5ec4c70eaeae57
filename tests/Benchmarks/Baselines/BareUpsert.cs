using Benchmarks.Load;
using Npgsql;
using NpgsqlTypes;

namespace Benchmarks.Baselines;

/// <summary>
/// The minimum work of replacing rows in PostgreSQL: <c>COPY</c> into a temporary table, and one statement that takes the last row of each key
/// from there.
/// </summary>
internal static class BareUpsert
{
    private const string Columns = "window_start, page, source_partition, views, total_ms, min_ms, max_ms";

    public static void Run() => BareBatches.Write(PartialUpdates.Rows, Connect, (transaction, rows) =>
    {
        var connection = (NpgsqlConnection)transaction.Connection!;
        using (var import = connection.BeginBinaryImport($"copy incoming ({Columns}, number) from stdin (format binary)"))
        {
            foreach (var (number, partial) in rows.Index())
            {
                import.StartRow();
                import.Write(partial.Window.UtcDateTime, NpgsqlDbType.TimestampTz);
                import.Write(partial.Page, NpgsqlDbType.Text);
                import.Write(partial.Partition, NpgsqlDbType.Integer);
                import.Write(partial.Count, NpgsqlDbType.Bigint);
                import.Write(partial.Total, NpgsqlDbType.Bigint);
                import.Write(partial.Minimum, NpgsqlDbType.Bigint);
                import.Write(partial.Maximum, NpgsqlDbType.Bigint);
                import.Write(number, NpgsqlDbType.Integer);
            }

            import.Complete();
        }

        Execute(
            connection,
            $"""
            insert into page_statistics ({Columns})
              select distinct on (window_start, page, source_partition) {Columns} from incoming
              order by window_start, page, source_partition, number desc
              on conflict (window_start, page, source_partition) do update
              set views = excluded.views, total_ms = excluded.total_ms, min_ms = excluded.min_ms, max_ms = excluded.max_ms
            """);
    });

    private static NpgsqlConnection Connect(string connectionString)
    {
        var connection = BareCopy.Connect(connectionString);
        Execute(connection, "create temporary table incoming (like page_statistics, number integer) on commit delete rows");
        return connection;
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
