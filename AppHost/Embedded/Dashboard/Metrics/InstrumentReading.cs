using Dashboard.Shell;
using Dashboard.Telemetry;
using Dashboard.Telemetry.Metrics;

namespace Dashboard.Metrics;

/// <summary>What the page shows of an instrument at one moment.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Charts">Its charts by title: one, and for histograms a second of how many values were measured.</param>
/// <param name="Attributes">The attributes that have several values, with these, by name.</param>
/// <param name="Traces">The latest measurements that are known to be part of a trace, the latest first.</param>
internal sealed record InstrumentReading(
    Instrument Instrument,
    IReadOnlyList<(string Title, ChartData Data)> Charts,
    IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Attributes,
    IReadOnlyList<Exemplar> Traces);

/// <summary>Reads an instrument from the store as the page's address wants it.</summary>
internal sealed class InstrumentReader(MetricStore store, Sources sources, ServiceColours colours, TimeProvider time)
{
    /// <summary>An attribute that no series has of its own: the name of the resource that sent it.</summary>
    private const string ResourceAttribute = "resource";

    private const string None = "(none)";
    private const int MostTraces = 8;
    private const int MostAttributes = 30;

    private static readonly Statistic[] Quantiles = [Statistic.P50, Statistic.P90, Statistic.P99];

    private readonly SplitLines _split = new();

    /// <summary>What is to be shown; null where nobody has sent anything of this instrument.</summary>
    public InstrumentReading? Read(MetricsAddress address)
    {
        var axis = TimeAxis.Until(time.GetUtcNow(), address.Duration);
        if (address is not { Meter: { } meter, Instrument: { } name } || store.Read(sources.Named(address.Resource), meter, name, axis.Start) is not { } all)
            return null;

        var shown = all with { Series = [.. all.Series.Where(series => address.Includes(attribute => Value(series, attribute)))] };
        return new(all.Instrument, [.. Charts(address, shown, axis)], Attributes(all.Series),
            [.. shown.Series.SelectMany(series => series.Exemplars).OrderByDescending(exemplar => exemplar.Time).Take(MostTraces)]);
    }

    private IEnumerable<(string Title, ChartData Data)> Charts(MetricsAddress address, Measurements shown, TimeAxis axis)
    {
        var instrument = shown.Instrument;
        var own = colours.TokenOf(shown.Series.Count > 0 ? shown.Series[0].Source.Service : address.Resource ?? "");
        if (instrument.Kind is not InstrumentKind.Histogram)
        {
            var statistic = instrument.Kind is InstrumentKind.Counter ? Statistic.Rate : Statistic.Level;
            var title = statistic is Statistic.Rate ? "Per second" : "Value";
            yield return (title, Data(Lines(statistic, statistic.Name()), instrument.Unit, statistic is Statistic.Rate));
            yield break;
        }

        if (address.Split is null)
        {
            ChartLine[] lines = [.. Quantiles.Select((quantile, i) => new ChartLine(quantile.Name(), $"--series-{i + 1}", quantile.Values(shown.Bounds, shown.Series, axis)))];
            yield return ("Percentiles", Data(lines, instrument.Unit, perSecond: false));
        }
        else
        {
            var quantile = Quantiles.FirstOrDefault(quantile => quantile.Name() == address.Show, Statistic.P99);
            yield return (quantile.Name(), Data(Lines(quantile, quantile.Name()), instrument.Unit, perSecond: false));
        }

        yield return ("Measured per second", Data(Lines(Statistic.Rate, "count"), "", perSecond: true));

        IReadOnlyList<ChartLine> Lines(Statistic statistic, string only) => address.Split is { } split
            ? [.. _split.Of(shown.Series, series => Value(series, split) ?? None, series => statistic.Values(shown.Bounds, series, axis)).Select(line => new ChartLine(line.Name, line.Token, line.Values))]
            : [new(only, own, statistic.Values(shown.Bounds, shown.Series, axis))];

        ChartData Data(IReadOnlyList<ChartLine> lines, string unit, bool perSecond) => ChartData.Of(axis.Times, lines, unit, perSecond);
    }

    private List<(string Name, IReadOnlyList<string> Values)> Attributes(IReadOnlyList<SeriesPoints> series) =>
    [
        .. from attribute in series.SelectMany(one => one.Attributes.Select(pair => pair.Key)).Distinct().Take(MostAttributes).Append(ResourceAttribute)
           let values = series.Select(one => Value(one, attribute) ?? "").Distinct().Order(StringComparer.Ordinal).ToList()
           where values.Count > 1
           orderby attribute
           select (attribute, (IReadOnlyList<string>)values),
    ];

    private string? Value(SeriesPoints series, string attribute) =>
        series.Attributes[attribute] ?? (attribute == ResourceAttribute ? sources.NameOf(series.Source) : null);
}
