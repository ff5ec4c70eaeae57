using System.Diagnostics;
using System.Text;
using Confluent.Kafka;

namespace Messaging.Telemetry;

/// <summary>
/// Propagates W3C Trace Context in record headers: <c>traceparent</c> and <c>tracestate</c>. .NET's DistributedContextPropagator would also
/// write <c>baggage</c>, and with it any HTTP client could add headers of its choice to records.
/// </summary>
internal static class TraceContext
{
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    /// <summary>Writes the context of <paramref name="activity"/> to the headers and replaces an existing one.</summary>
    public static void Inject(Activity activity, Headers headers)
    {
        if (activity.IdFormat is not ActivityIdFormat.W3C || activity.Id is not { } id) return;

        headers.Remove(Parent);
        headers.Remove(State);
        headers.Add(Parent, Encoding.ASCII.GetBytes(id));
        if (activity.TraceStateString is { Length: > 0 } state) headers.Add(State, Encoding.ASCII.GetBytes(state));
    }

    /// <summary>Returns the context in the headers; the default when it is missing or invalid.</summary>
    public static ActivityContext Extract(Headers? headers)
    {
        if (headers is null || !headers.TryGetLastBytes(Parent, out var parent) || parent is null) return default;

        var state = headers.TryGetLastBytes(State, out var bytes) && bytes is not null ? Encoding.ASCII.GetString(bytes) : null;
        return ActivityContext.TryParse(Encoding.ASCII.GetString(parent), state, isRemote: true, out var context) ? context : default;
    }
}
