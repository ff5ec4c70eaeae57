using Dashboard.Telemetry.Otlp.Protocol;
using Grpc.Core;

namespace Dashboard.Telemetry.Otlp;

/// <summary>OTLP over gRPC: traces.</summary>
internal sealed class GrpcTraceService(TraceReceiver receiver) : TraceService.TraceServiceBase
{
    public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context) => Task.FromResult(receiver.Receive(request));
}

/// <summary>OTLP over gRPC: logs.</summary>
internal sealed class GrpcLogsService(LogReceiver receiver) : LogsService.LogsServiceBase
{
    public override Task<ExportLogsServiceResponse> Export(ExportLogsServiceRequest request, ServerCallContext context) => Task.FromResult(receiver.Receive(request));
}

/// <summary>OTLP over gRPC: metrics.</summary>
internal sealed class GrpcMetricsService(MetricReceiver receiver) : MetricsService.MetricsServiceBase
{
    public override Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context) => Task.FromResult(receiver.Receive(request));
}
