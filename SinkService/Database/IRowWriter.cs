namespace SinkService.Database;

/// <summary>Receives the values of one row, column by column in the order of <see cref="Table.Columns"/>.</summary>
internal interface IRowWriter
{
    /// <summary>Writes a column of type <c>integer</c>.</summary>
    void Write(int value);

    /// <summary>Writes a column of type <c>bigint</c>.</summary>
    void Write(long value);

    /// <summary>Writes a column of type <c>text</c>.</summary>
    /// <exception cref="UnstorableTextException">The text is not valid Unicode.</exception>
    void Write(string value);

    /// <summary>
    /// Writes a column that is an instant. It is stored in UTC: by PostgreSQL to the microsecond, without what is below; by SQLite to the 100 ns
    /// of .NET.
    /// </summary>
    void Write(DateTimeOffset value);
}
