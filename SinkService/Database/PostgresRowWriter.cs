using Npgsql;
using NpgsqlTypes;

namespace SinkService.Database;

/// <summary>
/// Writes a row to a binary COPY. What does not fit into the buffer is sent on the calling thread: a wait for each column would cost more than
/// the columns. A server that does not read ends the call after the command timeout.
/// </summary>
internal sealed class PostgresRowWriter(NpgsqlBinaryImporter import) : IRowWriter
{
    public void Write(int value) => import.Write(value, NpgsqlDbType.Integer);

    public void Write(long value) => import.Write(value, NpgsqlDbType.Bigint);

    public void Write(string value) => import.Write(UnstorableTextException.Verify(value), NpgsqlDbType.Text);

    public void Write(DateTimeOffset value) => import.Write(PostgresInstant.Of(value), NpgsqlDbType.TimestampTz);
}
