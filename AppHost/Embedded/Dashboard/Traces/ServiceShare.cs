using Dashboard.Telemetry.Traces;

namespace Dashboard.Traces;

/// <summary>What one service has to do with a trace.</summary>
/// <param name="Service">The service.</param>
/// <param name="Spans">How many spans are its own.</param>
/// <param name="Errors">How many of those failed.</param>
internal sealed record ServiceShare(string Service, int Spans, int Errors)
{
    /// <summary>The services of some spans, in the order in which they came in.</summary>
    public static IReadOnlyList<ServiceShare> Of(IEnumerable<Span> spans) =>
    [
        .. from span in spans
           group span by span.Source.Service into service
           select new ServiceShare(service.Key, service.Count(), service.Count(span => span.Status is SpanStatus.Error)),
    ];
}
