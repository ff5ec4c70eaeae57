using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using SinkService.Database;

namespace SinkService.Queries;

/// <summary>Parameters that are compared with columns as both databases store them.</summary>
internal static class QueryParameter
{
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
            postgres.NpgsqlDbType = NpgsqlDbType.TimestampTz;
            postgres.Value = PostgresInstant.Of(instant);
        }
        else
        {
            parameter.Value = instant.ToUniversalTime();
        }

        return parameter;
    }
}
