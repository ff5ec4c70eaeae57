using Messaging.DeadLetters;

namespace KafkaConsole;

/// <summary>What the console may do, and where it links to. Bound from the section <c>Console</c> and validated at start.</summary>
internal sealed record ConsoleOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Console";

    /// <summary>Stands for the id of a trace in <see cref="TraceUrl"/>.</summary>
    public const string TraceIdPlaceholder = "{traceId}";

    // Those of this project, of Spring for Apache Kafka (before and since version 3.2), and others in common use.
    private static readonly string[] UsualSuffixes = [DeadLetterTopic.Suffix, "-dlt", ".dlt", "-dlq", ".dlq"];

    /// <summary>Whether dead letters may be redriven, which is the only thing that the console writes. Off by default.</summary>
    public bool AllowRedrive { get; init; }

    /// <summary>
    /// The key that signs the markers of redriven dead letters, at least 32 characters. It is a secret, required for redrive, and the same
    /// for all consoles of a cluster. Markers without its signature count for nothing.
    /// </summary>
    public string? RedriveKey { get; init; }

    /// <summary>
    /// The ends of the names of dead-letter topics, beside <c>.dead</c>, <c>-dlt</c>, <c>.dlt</c>, <c>-dlq</c> and <c>.dlq</c>.
    /// </summary>
    public IReadOnlyList<string> DeadLetterSuffixes { get; init; } = [];

    /// <summary>
    /// The address of a trace in the trace viewer, with <c>{traceId}</c> in place of the id. Without it, trace ids are no links.
    /// </summary>
    public string? TraceUrl { get; init; }

    /// <summary>Whether the name is that of a dead-letter topic. Case does not matter.</summary>
    public bool IsDeadLetterTopic(string topic) =>
        UsualSuffixes.Concat(DeadLetterSuffixes).Any(suffix => topic.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>The address of one trace; null when no viewer is configured.</summary>
    public string? TraceLink(string traceId) =>
        string.IsNullOrEmpty(TraceUrl) ? null : TraceUrl.Replace(TraceIdPlaceholder, traceId, StringComparison.Ordinal);
}
