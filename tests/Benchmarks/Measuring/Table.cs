using System.Globalization;
using Spectre.Console;

namespace Benchmarks.Measuring;

/// <summary>Prints the results as a table.</summary>
internal static class Table
{
    public static void Print(IReadOnlyList<Row> rows)
    {
        var table = new Spectre.Console.Table();
        if (Console.IsOutputRedirected)
        {
            table.Border(TableBorder.Markdown);
            AnsiConsole.Profile.Width = 400; // so that no cell wraps in a file
        }

        foreach (var column in new[] { "benchmark", "measured", "median", "spread", "limit", "its median", "ratio", "target", "met" })
        {
            table.AddColumn(column);
        }

        foreach (var row in rows)
        {
            string[] cells =
            [
                row.Benchmark,
                row.What,
                $"{Format(row.Measurements.Median)} {row.Unit}",
                Spread(row.Measurements),
                row.Limit?.What ?? "–",
                row.Limit is { } limit ? Format(limit.Measurements.Median) : "",
                row.Ratio is { } ratio ? RatioOf(ratio) : "",
                row.Target?.ToString() ?? "–",
                row.Target is { } target ? target.IsMet(row) ? "yes" : "no" : "",
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
    }

    /// <summary>Formats a value with about three significant digits and with thousands separators.</summary>
    public static string Format(double value) =>
        value.ToString(value >= 100 ? "#,0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    private static string RatioOf(Measurements ratio) =>
        string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:0.00} ({ratio.Minimum:0.00} … {ratio.Maximum:0.00})");

    private static string Spread(Measurements measurements) =>
        measurements.Rounds.Count == 1 ? "" : $"{Format(measurements.Minimum)} … {Format(measurements.Maximum)}";
}
