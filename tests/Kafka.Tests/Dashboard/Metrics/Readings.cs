using Dashboard.Telemetry;
using Dashboard.Telemetry.Metrics;

namespace Kafka.Tests.Dashboard.Metrics;

/// <summary>Readings as a sender could send them, at seconds after noon.</summary>
internal static class Readings
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly Source Me = new("me", "me-1");
    public static readonly double[] Bounds = [0.1, 0.2, 0.5, 1];

    public static DateTimeOffset At(double second) => Noon.AddSeconds(second);

    public static Attributes Of(params (string Name, string Value)[] attributes) =>
        AttributeSets.Ordered(new([.. attributes.Select(attribute => KeyValuePair.Create(attribute.Name, attribute.Value))]));

    public static Reading Counter(double second, double value, double start = 0, Attributes? attributes = null, string name = "sent") =>
        Reading(InstrumentKind.Counter, name, second, value, start, attributes);

    public static Reading Gauge(double second, double value, Attributes? attributes = null, string name = "level") =>
        Reading(InstrumentKind.Gauge, name, second, value, 0, attributes);

    public static Reading Histogram(double second, ulong[] counts, double start = 0, Attributes? attributes = null) =>
        Reading(InstrumentKind.Histogram, "duration", second, counts.Length, start, attributes) with { Bounds = Bounds, Counts = counts };

    private static Reading Reading(InstrumentKind kind, string name, double second, double value, double start, Attributes? attributes) =>
        new(new("test", name, kind, "", ""), attributes ?? Attributes.None, At(second), value) { Start = At(start) };

    public static SeriesPoints Only(this MetricStore store, string name) => Assert.Single(store.Read(null, "test", name, Noon)!.Series);

    public static IEnumerable<double> Values(this SeriesPoints series) => series.Points.Select(point => point.Value);
}
