using Dashboard.Telemetry.Metrics;
using Dashboard.Telemetry.Otlp.Protocol;

namespace Dashboard.Telemetry.Otlp;

/// <summary>Takes data points as OTLP has them. Those of kinds that the dashboard doesn't know, or without sense, are rejected, and the others are taken.</summary>
internal sealed class MetricReceiver(TelemetryLimits limits, Sources sources, MetricStore store, TimeProvider time)
    : IReceiver<ExportMetricsServiceRequest, ExportMetricsServiceResponse>
{
    public ExportMetricsServiceResponse Receive(ExportMetricsServiceRequest request)
    {
        var rejections = new Dictionary<string, int>();
        foreach (var resource in request.ResourceMetrics)
        {
            var reader = new MetricReader(new(limits), time.GetUtcNow(), rejections);
            var source = sources.Intern(reader.Source(resource.Resource));
            var readings = resource.ScopeMetrics.SelectMany(scope => scope.Metrics.SelectMany(metric => reader.Read(scope.Scope?.Name ?? "", metric))).ToList();
            if (store.Add(source, readings) is > 0 and var leftOut)
                reader.Reject($"All metrics together may have {limits.MaxSeriesCount} series ({TelemetryLimits.Section}:{nameof(TelemetryLimits.MaxSeriesCount)}).", leftOut);
        }

        return rejections.Count == 0 ? new() : new()
        {
            PartialSuccess = new() { RejectedDataPoints = rejections.Values.Sum(), ErrorMessage = string.Join(' ', rejections.Keys) },
        };
    }
}
