namespace SinkService.Database;

/// <summary>A table that rows are written to.</summary>
/// <param name="Name">Its name, which needs no quoting.</param>
/// <param name="Columns">The names of the columns that are written, in the order in which a row has its values.</param>
/// <param name="Key">The columns of the primary key.</param>
internal sealed record Table(string Name, IReadOnlyList<string> Columns, IReadOnlyList<string> Key)
{
    /// <summary>The columns as SQL, with commas in between.</summary>
    public string ColumnList { get; } = string.Join(", ", Columns);

    /// <summary>The key as SQL, with commas in between.</summary>
    public string KeyList { get; } = string.Join(", ", Key);

    /// <summary>The end of an <c>insert</c> that replaces the row with the same key.</summary>
    public string ReplaceOnConflict { get; } =
        $"on conflict ({string.Join(", ", Key)}) do update set {string.Join(", ", Columns.Except(Key).Select(column => $"{column} = excluded.{column}"))}";
}
