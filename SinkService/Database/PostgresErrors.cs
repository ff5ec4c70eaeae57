using Npgsql;

namespace SinkService.Database;

/// <summary>Classifies PostgreSQL's errors (https://www.postgresql.org/docs/current/errcodes-appendix.html).</summary>
internal static class PostgresErrors
{
    private const string DataException = "22";
    private const string IntegrityConstraintViolation = "23";

    /// <summary>
    /// Whether the content of a row is the reason: data exceptions, such as a character that the database's encoding does not have; violated
    /// constraints; and rows or index entries that are too large.
    /// </summary>
    /// <remarks>
    /// A binary COPY that the server can't read is a data exception, too, and not the fault of a row: the columns have other types than the
    /// program expects, and no row would fit.
    /// </remarks>
    public static bool IsOfRow(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.BadCopyFileFormat or PostgresErrorCodes.InvalidBinaryRepresentation => false,
        PostgresErrorCodes.ProgramLimitExceeded => true,
        _ => sqlState.StartsWith(DataException, StringComparison.Ordinal) || sqlState.StartsWith(IntegrityConstraintViolation, StringComparison.Ordinal),
    };
}
