using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dashboard.Telemetry.Metrics;
using Dashboard.Telemetry.Otlp;
using Dashboard.Telemetry.Otlp.Protocol;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kafka.Tests.Dashboard.Metrics;

/// <summary>Data points over OTLP, from real exporters and from others.</summary>
public sealed class MetricReceiverTests
{
    [Theory]
    [InlineData(OtlpExportProtocol.Grpc, MetricReaderTemporalityPreference.Cumulative)]
    [InlineData(OtlpExportProtocol.Grpc, MetricReaderTemporalityPreference.Delta)]
    [InlineData(OtlpExportProtocol.HttpProtobuf, MetricReaderTemporalityPreference.Cumulative)]
    [InlineData(OtlpExportProtocol.HttpProtobuf, MetricReaderTemporalityPreference.Delta)]
    public async Task What_a_meter_measures_arrives_over_both_protocols(OtlpExportProtocol protocol, MetricReaderTemporalityPreference temporality)
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        using var meter = new Meter($"test {protocol} {temporality}");
        using var spans = new ActivitySource(meter.Name);
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource(spans.Name).Build();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).SetExemplarFilter(ExemplarFilterType.TraceBased)
            .ConfigureResource(resource => resource.Clear().AddService("me", serviceInstanceId: "me-1"))
            .AddOtlpExporter((otlp, reader) =>
            {
                otlp.Protocol = protocol;
                otlp.Endpoint = protocol is OtlpExportProtocol.Grpc ? dashboard.OtlpGrpc : new Uri(dashboard.OtlpHttp, "/v1/metrics");
                reader.TemporalityPreference = temporality;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = 600_000;
            }).Build();
        var sent = meter.CreateCounter<long>("sent", "{message}", "Records that were sent.");
        var open = meter.CreateUpDownCounter<int>("open");
        var duration = meter.CreateHistogram("duration", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.2, 0.5, 1] });
        meter.CreateObservableGauge("level", () => 0.25);
        string traceId;

        sent.Add(5, new KeyValuePair<string, object?>("topic", "a"));
        open.Add(3);
        using (var span = spans.StartActivity("measured"))
        {
            traceId = span!.TraceId.ToHexString();
            duration.Record(0.15);
        }

        Assert.True(provider.ForceFlush());
        sent.Add(2, new KeyValuePair<string, object?>("topic", "a"));
        open.Add(-1);
        duration.Record(0.3);
        Assert.True(provider.ForceFlush());

        var store = dashboard.Services.GetRequiredService<MetricStore>();
        Assert.Equal(
            [("duration", InstrumentKind.Histogram), ("level", InstrumentKind.Gauge), ("open", InstrumentKind.UpDownCounter), ("sent", InstrumentKind.Counter)],
            store.Instruments(new HashSet<global::Dashboard.Telemetry.Source> { new("me", "me-1") }).Select(instrument => (instrument.Name, instrument.Kind)));
        Assert.Equal(new(meter.Name, "sent", InstrumentKind.Counter, "{message}", "Records that were sent."), Read("sent").Instrument);
        var series = Only("sent");
        Assert.Equal("a", series.Attributes["topic"]);
        Assert.Equal([5, 2], series.Values());
        Assert.Equal([3, 2], Only("open").Values());
        Assert.Equal([0.25, 0.25], Only("level").Values());
        Assert.Equal([0.1, 0.2, 0.5, 1], Read("duration").Bounds);
        Assert.Equal([[0u, 1u, 0u, 0u, 0u], [0u, 0u, 1u, 0u, 0u]], Only("duration").Points.Select(point => point.Counts!));
        var exemplar = Assert.Single(Only("duration").Exemplars);
        Assert.Equal((0.15, traceId), (exemplar.Value, exemplar.TraceId));

        Measurements Read(string name) => store.Read(null, meter.Name, name, default)!;
        SeriesPoints Only(string name) => Assert.Single(Read(name).Series);
    }

    [Fact]
    public void Kinds_that_are_not_known_and_what_makes_no_sense_are_rejected_with_a_reason_and_the_others_are_taken()
    {
        var (receiver, store) = Receiver();
        var answer = receiver.Receive(Request(
            new() { Name = "exponential", ExponentialHistogram = new() { DataPoints = { new OtherDataPoint(), new OtherDataPoint() } } },
            new() { Name = "summary", Summary = new() { DataPoints = { new OtherDataPoint() } } },
            new() { Name = "nothing" },
            new() { Name = "no temporality", Sum = new() { DataPoints = { new NumberDataPoint { AsInt = 1 } } } },
            new() { Name = "not a number", Gauge = new() { DataPoints = { new NumberDataPoint { AsDouble = double.NaN } } } },
            new() { Name = "negative", Sum = new() { IsMonotonic = true, AggregationTemporality = 1, DataPoints = { new NumberDataPoint { AsInt = -1 } } } },
            new() { Name = "crooked", Histogram = new() { AggregationTemporality = 2, DataPoints = { new HistogramDataPoint { BucketCounts = { 1, 2, 3 }, ExplicitBounds = { 2, 1 } } } } },
            new() { Name = "good", Gauge = new() { DataPoints = { new NumberDataPoint { AsInt = 42 } } } })).PartialSuccess;

        Assert.Equal(8, answer.RejectedDataPoints);
        Assert.Contains("Exponential histograms are not known here", answer.ErrorMessage);
        Assert.Equal("good", Assert.Single(store.Instruments(null)).Name);
    }

    [Fact]
    public void Points_without_a_value_are_neither_taken_nor_rejected()
    {
        var (receiver, store) = Receiver();
        var answer = receiver.Receive(Request(
            new() { Name = "gone", Gauge = new() { DataPoints = { new NumberDataPoint { Flags = 1, AsInt = 0 }, new NumberDataPoint() } } },
            new() { Name = "gone too", Histogram = new() { AggregationTemporality = 2, DataPoints = { new HistogramDataPoint { Flags = 1 } } } }));

        Assert.Null(answer.PartialSuccess);
        Assert.Empty(store.Instruments(null));
    }

    [Fact]
    public void Points_that_come_from_the_future_are_from_now()
    {
        var (receiver, store) = Receiver();
        receiver.Receive(Request(new MetricRecord { Name = "level", Gauge = new() { DataPoints = { new NumberDataPoint { TimeUnixNano = ulong.MaxValue, AsInt = 1 } } } }));

        var point = Assert.Single(Assert.Single(store.Read(null, "test", "level", default)!.Series).Points);
        Assert.InRange(point.Time, DateTimeOffset.UnixEpoch, TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public void Series_too_many_are_rejected_with_the_limit_that_says_so()
    {
        var (receiver, _) = Receiver(new() { MaxSeriesCount = 1 });
        var answer = receiver.Receive(Request(
            new() { Name = "one", Gauge = new() { DataPoints = { new NumberDataPoint { AsInt = 1 } } } },
            new() { Name = "two", Gauge = new() { DataPoints = { new NumberDataPoint { AsInt = 1 } } } })).PartialSuccess;

        Assert.Equal(1, answer.RejectedDataPoints);
        Assert.Contains("MaxSeriesCount", answer.ErrorMessage);
    }

    private static (MetricReceiver Receiver, MetricStore Store) Receiver(global::Dashboard.Telemetry.TelemetryLimits? limits = null)
    {
        limits ??= new();
        var store = new MetricStore(limits, TimeProvider.System);
        return (new(limits, new(new TestResources()), store, TimeProvider.System), store);
    }

    private static ExportMetricsServiceRequest Request(params MetricRecord[] metrics) =>
        new() { ResourceMetrics = { new ResourceMetrics { ScopeMetrics = { new ScopeMetrics { Scope = new() { Name = "test" }, Metrics = { metrics } } } } } };
}
