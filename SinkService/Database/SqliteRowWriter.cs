using Microsoft.Data.Sqlite;

namespace SinkService.Database;

/// <summary>Fills the parameters of a prepared statement with the values of a row.</summary>
internal sealed class SqliteRowWriter(SqliteParameterCollection parameters) : IRowWriter
{
    private int _column;

    public void Write(int value) => Next().Value = value;

    public void Write(long value) => Next().Value = value;

    public void Write(string value) => Next().Value = UnstorableTextException.Verify(value);

    public void Write(DateTimeOffset value) => Next().Value = value.ToUniversalTime();

    /// <summary>Begins the next row.</summary>
    /// <exception cref="InvalidOperationException">The row before it has not all of its columns.</exception>
    public void StartRow()
    {
        if (_column != 0 && _column != parameters.Count) throw new InvalidOperationException($"A row has {_column} of {parameters.Count} columns.");

        _column = 0;
    }

    private SqliteParameter Next() => parameters[_column++];
}
