using Dashboard.Telemetry.Metrics;

namespace Dashboard.Metrics;

/// <summary>A line for each value of an attribute: those nine that are highest at last, and all others as one.</summary>
internal sealed class SplitLines
{
    private const int Most = 9;
    private const string OthersToken = "--series-others";

    private readonly Dictionary<string, int> _slots = [];

    /// <summary>The lines by name. One that is shown keeps its colour as long as it is.</summary>
    /// <param name="measurements">What was measured.</param>
    /// <param name="nameOf">The name of the line that a series belongs to.</param>
    /// <param name="valuesOf">The values of a line.</param>
    public IReadOnlyList<(string Name, string Token, double?[] Values)> Of(
        IReadOnlyList<SeriesPoints> measurements, Func<SeriesPoints, string> nameOf, Func<IEnumerable<SeriesPoints>, double?[]> valuesOf)
    {
        var groups = (from series in measurements
                      group series by nameOf(series) into line
                      let values = valuesOf(line)
                      orderby values.LastOrDefault(value => value is not null) ?? double.NegativeInfinity descending, line.Key
                      select (Name: line.Key, Values: values, Series: line)).ToList();
        Assign([.. groups.Take(Most).Select(line => line.Name)]);

        var lines = groups.Take(Most).OrderBy(line => line.Name, StringComparer.Ordinal).Select(line => (line.Name, $"--series-{_slots[line.Name] + 1}", line.Values)).ToList();
        if (groups.Count > Most)
            lines.Add(($"{groups.Count - Most} others", OthersToken, valuesOf(groups.Skip(Most).SelectMany(line => line.Series))));

        return lines;
    }

    private void Assign(List<string> names)
    {
        foreach (var gone in _slots.Keys.Except(names).ToList())
            _slots.Remove(gone);

        foreach (var name in names.Where(name => !_slots.ContainsKey(name)).Order(StringComparer.Ordinal))
            _slots[name] = Enumerable.Range(0, Most).Except(_slots.Values).First();
    }
}
