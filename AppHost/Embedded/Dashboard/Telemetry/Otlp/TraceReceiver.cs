using Dashboard.Telemetry.Otlp.Protocol;
using Dashboard.Telemetry.Traces;

namespace Dashboard.Telemetry.Otlp;

/// <summary>Takes spans as OTLP has them. One without an id is no span: it is rejected, and the others are taken.</summary>
internal sealed class TraceReceiver(TelemetryLimits limits, Sources sources, TraceStore store)
    : IReceiver<ExportTraceServiceRequest, ExportTraceServiceResponse>
{
    private readonly OtlpReader _read = new(limits);

    public ExportTraceServiceResponse Receive(ExportTraceServiceRequest request)
    {
        var spans = new List<Span>();
        var rejected = 0;
        foreach (var resource in request.ResourceSpans)
        {
            var source = sources.Intern(Source.Of(_read.Attributes(resource.Resource?.Attributes ?? [])));
            foreach (var scope in resource.ScopeSpans)
            {
                var name = _read.Text(scope.Scope?.Name ?? "");
                foreach (var record in scope.Spans)
                {
                    if (Read(source, name, record) is { } span)
                        spans.Add(span);
                    else
                        rejected++;
                }
            }
        }

        store.Add(spans);
        return rejected == 0 ? new() : new()
        {
            PartialSuccess = new() { RejectedSpans = rejected, ErrorMessage = "A span needs a trace id of 16 bytes and a span id of 8." },
        };
    }

    private Span? Read(Source source, string scope, SpanRecord record)
    {
        if (record.TraceId.Length != 16 || record.SpanId.Length != 8 || OtlpReader.Id(record.TraceId) is not { } traceId || OtlpReader.Id(record.SpanId) is not { } spanId)
            return null;

        var start = OtlpReader.Time(record.StartTimeUnixNano);
        var duration = OtlpReader.Time(record.EndTimeUnixNano) - start;
        return new(source, traceId, spanId, OtlpReader.Id(record.ParentSpanId), _read.Text(record.Name),
            Known<SpanKind>(record.Kind), start, duration < TimeSpan.Zero ? TimeSpan.Zero : duration)
        {
            Scope = scope,
            Status = Known<SpanStatus>(record.Status?.Code ?? 0),
            StatusMessage = record.Status?.Message is { Length: > 0 } message ? _read.Text(message) : null,
            Attributes = _read.Attributes(record.Attributes),
            Events = [.. record.Events.Take(limits.MaxSpanEventCount).Select(happened =>
                new SpanEvent(OtlpReader.Time(happened.TimeUnixNano), _read.Text(happened.Name), _read.Attributes(happened.Attributes)))],
            Links = [.. from link in record.Links.Take(limits.MaxSpanEventCount)
                        let linkedTrace = OtlpReader.Id(link.TraceId)
                        let linkedSpan = OtlpReader.Id(link.SpanId)
                        where linkedTrace is not null && linkedSpan is not null
                        select new SpanLink(linkedTrace, linkedSpan, _read.Attributes(link.Attributes))],
        };
    }

    /// <summary>A number that a later version of OTLP may have added means nothing here.</summary>
    private static T Known<T>(int number) where T : struct, Enum => Enum.IsDefined(typeof(T), number) ? (T)Enum.ToObject(typeof(T), number) : default;
}
