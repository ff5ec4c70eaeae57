namespace Dashboard.Shell;

/// <summary>What a <see cref="LineChart"/> shows.</summary>
/// <param name="Times">The moments, evenly spaced.</param>
/// <param name="Lines">The lines, each with a value, or a gap, for each moment.</param>
/// <param name="Unit">In what the values are, such as <c>ms</c> or <c>messages/s</c>; empty where they have no unit.</param>
public sealed record ChartData(IReadOnlyList<DateTimeOffset> Times, IReadOnlyList<ChartLine> Lines, string Unit)
{
    /// <summary>Whether any line has a value.</summary>
    public bool HasValues => Lines.Any(line => line.Last is not null);

    /// <summary>Lines in an instrument's unit, in whichever multiple of it is easiest to read.</summary>
    /// <param name="times">The moments.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="unit">The unit in UCUM's notation, as OpenTelemetry has it: <c>s</c>, <c>By</c>, <c>{message}</c>.</param>
    /// <param name="perSecond">Whether the values are so much of the unit per second.</param>
    public static ChartData Of(IReadOnlyList<DateTimeOffset> times, IReadOnlyList<ChartLine> lines, string unit, bool perSecond)
    {
        var largest = lines.SelectMany(line => line.Values).Select(value => Math.Abs(value ?? 0)).DefaultIfEmpty().Max();
        var scale = UnitScale.Of(unit, perSecond, largest);
        return new(times, [.. lines.Select(line => line with { Values = [.. line.Values.Select(value => value / scale.Size)] })], scale.Label);
    }
}

/// <summary>One line of a chart.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Token">The custom property that holds its colour, such as <c>--series-1</c>.</param>
/// <param name="Values">Its value at each moment; null where there is none.</param>
public sealed record ChartLine(string Name, string Token, IReadOnlyList<double?> Values)
{
    /// <summary>Where its name leads, if anywhere.</summary>
    public string? Href { get; init; }

    /// <summary>The last value that there is.</summary>
    public double? Last => Values.LastOrDefault(value => value is not null);
}
