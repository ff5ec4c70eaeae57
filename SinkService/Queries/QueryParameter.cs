using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace SinkService.Queries;

/// <summary>Parameters that are compared with columns as both databases store them.</summary>
internal static class QueryParameter
{
    private static readonly long Year2000 = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    /// <summary>Creates a parameter of a command. An instant becomes UTC, as it is in the tables.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">The name, without @.</param>
    /// <param name="value">The value.</param>
    public static DbParameter Of(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = $"@{name}";
        if (value is not DateTimeOffset instant)
        {
            parameter.Value = value;
        }
        else if (parameter is NpgsqlParameter postgres)
        {
            // PostgreSQL's own format, the microseconds since the year 2000. Npgsql would turn the first instant of the calendar into
            // -infinity, and no event at that instant would come after a position there.
            postgres.NpgsqlDbType = NpgsqlDbType.TimestampTz;
            postgres.Value = (instant.UtcTicks - Year2000) / TimeSpan.TicksPerMicrosecond;
        }
        else
        {
            parameter.Value = instant.ToUniversalTime();
        }

        return parameter;
    }
}
