using Dashboard.Telemetry.Traces;

namespace Dashboard.Traces;

/// <summary>What a span was about besides its name, as far as OpenTelemetry's conventions for HTTP and messaging have it.</summary>
internal static class SpanTarget
{
    /// <summary>Such as <c>[2] @17</c> of a Kafka record, or <c>200</c> of an HTTP request; empty where nothing is known.</summary>
    public static string Of(Span span) => Record(span) ?? Batch(span) ?? Http(span) ?? "";

    /// <summary>The page of the Kafka record that a span sent or processed; null where it was none, or its place is not known.</summary>
    public static string? RecordHref(Span span) =>
        span.Attributes["messaging.destination.name"] is { Length: > 0 } topic && Place(span) is var (partition, offset)
            ? $"kafka/topics/{Uri.EscapeDataString(topic)}?partition={Uri.EscapeDataString(partition)}&offset={Uri.EscapeDataString(offset)}"
            : null;

    private static (string Partition, string Offset)? Place(Span span) =>
        span.Attributes["messaging.destination.partition.id"] is { Length: > 0 } partition
        && (span.Attributes["kafka.offset"] ?? span.Attributes["messaging.kafka.offset"]) is { Length: > 0 } offset
            ? (partition, offset) : null;

    private static string? Record(Span span) => Place(span) is var (partition, offset) ? $"[{partition}] @{offset}" : null;

    private static string? Batch(Span span) => span.Attributes["messaging.batch.message_count"] is { } count ? (count == "1" ? "1 record" : $"{count} records") : null;

    private static string? Http(Span span) => span.Attributes["http.response.status_code"];
}
