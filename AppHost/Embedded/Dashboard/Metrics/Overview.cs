using Dashboard.Shell;
using Dashboard.Telemetry;
using Dashboard.Telemetry.Metrics;

namespace Dashboard.Metrics;

/// <summary>One of the charts that show at a glance how services do.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Data">A line for each service that measures this.</param>
/// <param name="Href">Where there is more; null where that differs from line to line.</param>
internal sealed record OverviewChart(string Title, ChartData Data, string? Href);

/// <summary>Reads what matters of all services, or of one, from the store.</summary>
internal sealed class Overview(MetricStore store, Sources sources, ServiceColours colours, TimeProvider time)
{
    private static readonly Entry[] Entries =
    [
        new("Messages sent", Messaging, "messaging.client.sent.messages", Statistic.Rate),
        new("Messages consumed", Messaging, "messaging.client.consumed.messages", Statistic.Rate),
        new("Processing of a message, p99", Messaging, "messaging.process.duration", Statistic.P99),
        new("Consumer lag", Messaging, "kafka.consumer.lag", Statistic.Level),
        new("HTTP requests, p99", "Microsoft.AspNetCore.Hosting", "http.server.request.duration", Statistic.P99),
        new("Memory of the garbage-collected heap", "System.Runtime", "dotnet.gc.last_collection.heap.size", Statistic.Level),
        new("Processor time", "System.Runtime", "dotnet.process.cpu.time", Statistic.Rate),
    ];

    private const string Messaging = "Messaging";

    /// <summary>The charts for which there is anything: with a line for each service, or, of one resource, with one line.</summary>
    public IReadOnlyList<OverviewChart> Read(MetricsAddress address)
    {
        var axis = TimeAxis.Until(time.GetUtcNow(), address.Duration);
        return [.. Entries.Select(entry => Read(entry, address, axis)).OfType<OverviewChart>()];
    }

    private OverviewChart? Read(Entry entry, MetricsAddress address, TimeAxis axis)
    {
        if (store.Read(sources.Named(address.Resource), entry.Meter, entry.Instrument, axis.Start) is not { } all)
            return null;

        var lines = from series in all.Series
                    group series by series.Source.Service into service
                    orderby service.Key
                    let values = entry.Statistic.Values(all.Bounds, service, axis)
                    where values.Any(value => value is not null)
                    select new ChartLine(address.Resource ?? service.Key, colours.TokenOf(service.Key), values)
                    {
                        Href = address.Resource is null ? $"{(address with { Resource = service.Key }).At(entry.Meter, entry.Instrument)}" : null,
                    };
        var data = ChartData.Of(axis.Times, [.. lines], all.Instrument.Unit, entry.Statistic is Statistic.Rate);
        return data.HasValues ? new(entry.Title, data, address.Resource is null ? null : $"{address.At(entry.Meter, entry.Instrument)}") : null;
    }

    private sealed record Entry(string Title, string Meter, string Instrument, Statistic Statistic);
}
