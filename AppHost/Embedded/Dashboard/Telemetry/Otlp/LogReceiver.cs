using Dashboard.Telemetry.Logs;
using Dashboard.Telemetry.Otlp.Protocol;

namespace Dashboard.Telemetry.Otlp;

/// <summary>Takes log records as OTLP has them.</summary>
internal sealed class LogReceiver(TelemetryLimits limits, Sources sources, LogStore store)
    : IReceiver<ExportLogsServiceRequest, ExportLogsServiceResponse>
{
    private readonly OtlpReader _read = new(limits);

    public ExportLogsServiceResponse Receive(ExportLogsServiceRequest request)
    {
        var records = new List<LogRecord>();
        foreach (var resource in request.ResourceLogs)
        {
            var source = sources.Intern(Source.Of(_read.Attributes(resource.Resource?.Attributes ?? [])));
            foreach (var scope in resource.ScopeLogs)
            {
                var category = _read.Text(scope.Scope?.Name ?? "");
                records.AddRange(scope.LogRecords.Select(record => Read(source, category, record)));
            }
        }

        store.Add(records);
        return new();
    }

    private LogRecord Read(Source source, string category, LogRecordMessage record)
    {
        var time = record.TimeUnixNano != 0 ? record.TimeUnixNano : record.ObservedTimeUnixNano;
        return new(0, source, OtlpReader.Time(time), SeverityOf(record.SeverityNumber), category, _read.Text(record.Body))
        {
            Attributes = _read.Attributes(record.Attributes),
            EventName = record.EventName is { Length: > 0 } name ? _read.Text(name) : null,
            TraceId = OtlpReader.Id(record.TraceId),
            SpanId = OtlpReader.Id(record.SpanId),
        };
    }

    /// <summary>OpenTelemetry has four numbers for each level: TRACE 1 to 4, DEBUG 5 to 8, and so on to FATAL 21 to 24; 0 is unspecified.</summary>
    private static Severity SeverityOf(int number) => number <= 0 ? Severity.Information : (Severity)Math.Min((number - 1) / 4, (int)Severity.Critical);
}
