using Dashboard.Telemetry.Otlp.Protocol;

namespace Dashboard.Telemetry.Otlp;

/// <summary>Takes data points as OTLP has them.</summary>
internal sealed class MetricReceiver : IReceiver<ExportMetricsServiceRequest, ExportMetricsServiceResponse>
{
    public ExportMetricsServiceResponse Receive(ExportMetricsServiceRequest request) => new();
}
