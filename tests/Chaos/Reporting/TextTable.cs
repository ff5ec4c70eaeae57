namespace Chaos.Reporting;

/// <summary>A table in Markdown, aligned so that it can be read on a console.</summary>
internal sealed class TextTable(params IReadOnlyList<string> columns)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    public void Add(params IReadOnlyList<string> cells) => _rows.Add(cells);

    public void Print()
    {
        var widths = columns.Select((column, i) => _rows.Select(row => row[i].Length).Append(column.Length).Max()).ToList();
        Console.WriteLine();
        Print(columns, widths, ' ');
        Print([.. columns.Select((_, i) => new string('-', widths[i]))], widths, '-');
        foreach (var row in _rows) Print(row, widths, ' ');
    }

    private static void Print(IReadOnlyList<string> cells, List<int> widths, char padding)
    {
        var padded = cells.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]));
        Console.WriteLine($"|{string.Join('|', padded.Select(cell => $"{padding}{cell}{padding}"))}|");
    }
}
