using Npgsql;
using NpgsqlTypes;

namespace SinkService.Database;

/// <summary>
/// Writes a row to a binary COPY. What does not fit into the buffer is sent on the calling thread: a wait for each column would cost more than
/// the columns. A server that does not read ends the call after the command timeout.
/// </summary>
internal sealed class PostgresRowWriter(NpgsqlBinaryImporter import) : IRowWriter
{
    private static readonly long Year2000 = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    public void Write(int value) => import.Write(value, NpgsqlDbType.Integer);

    public void Write(long value) => import.Write(value, NpgsqlDbType.Bigint);

    public void Write(string value) => import.Write(UnstorableTextException.Verify(value), NpgsqlDbType.Text);

    /// <summary>
    /// PostgreSQL's own format, the microseconds since the year 2000. As <see cref="DateTimeOffset"/>, Npgsql would write the first and the last
    /// instant of the calendar as <c>-infinity</c> and <c>infinity</c>.
    /// </summary>
    public void Write(DateTimeOffset value) =>
        import.Write((value.UtcTicks - Year2000) / TimeSpan.TicksPerMicrosecond, NpgsqlDbType.TimestampTz);
}
