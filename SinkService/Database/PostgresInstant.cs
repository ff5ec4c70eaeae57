namespace SinkService.Database;

/// <summary>
/// Instants in PostgreSQL's own format, the microseconds since the year 2000. As <see cref="DateTimeOffset"/>, Npgsql would pass the first and the
/// last instant of the calendar as <c>-infinity</c> and <c>infinity</c>.
/// </summary>
internal static class PostgresInstant
{
    private static readonly long Year2000 = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    /// <summary>Returns the value for a column or parameter of type <c>timestamptz</c>. What is below a microsecond is cut.</summary>
    public static long Of(DateTimeOffset instant) => (instant.UtcTicks - Year2000) / TimeSpan.TicksPerMicrosecond;
}
