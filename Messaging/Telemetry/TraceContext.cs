using System.Diagnostics;
using System.Text;
using Confluent.Kafka;

namespace Messaging.Telemetry;

/// <summary>
/// Propagates the trace context in record headers with .NET's propagator, by default as <c>traceparent</c> and <c>tracestate</c> of W3C Trace
/// Context.
/// </summary>
internal static class TraceContext
{
    private static DistributedContextPropagator Propagator => DistributedContextPropagator.Current;

    /// <summary>Writes the context of <paramref name="activity"/> to the headers and replaces an existing one.</summary>
    public static void Inject(Activity activity, Headers headers)
    {
        Propagator.Inject(activity, headers, static (carrier, name, value) =>
        {
            var headers = (Headers)carrier!;
            if (headers.Count > 0) headers.Remove(name);
            headers.Add(name, Encoding.ASCII.GetBytes(value));
        });
    }

    /// <summary>Returns the context in the headers; the default when it is missing or invalid.</summary>
    public static ActivityContext Extract(Headers? headers)
    {
        if (headers is null) return default;

        Propagator.ExtractTraceIdAndState(headers, static (object? carrier, string name, out string? value, out IEnumerable<string>? values) =>
        {
            value = ((Headers)carrier!).TryGetLastBytes(name, out var bytes) && bytes is not null ? Encoding.ASCII.GetString(bytes) : null;
            values = null;
        }, out var parent, out var state);
        return ActivityContext.TryParse(parent, state, isRemote: true, out var context) ? context : default;
    }
}
