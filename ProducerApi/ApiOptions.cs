using System.Text.RegularExpressions;

namespace ProducerApi;

/// <summary>What can be configured of this service, in the section <c>ProducerApi</c>.</summary>
internal sealed partial record ApiOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "ProducerApi";

    /// <summary>Which topics a request may name.</summary>
    public TopicPatterns Topics { get; init; } = new();

    /// <summary>What every request must bring in the header <c>X-Api-Key</c>; null or empty leaves the service open. A secret.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The longest request body, and the longest line of a stream, in bytes.</summary>
    public int MaxRecordBytes { get; init; } = 1_000_000;

    /// <summary>How many requests a client may make each second, and at once after a pause; 0 is no limit. A stream is one request.</summary>
    public int RequestsPerSecond { get; init; } = 10_000;

    /// <summary>How many requests may be under way at once, streams among them; more are turned away. It bounds the memory they take.</summary>
    public int MaxConcurrentRequests { get; init; } = 1_000;

    /// <summary>How many lines of one stream may be under way at once; then reading waits for receipts.</summary>
    public int MaxInFlightLines { get; init; } = 4_096;

    /// <summary>How long the client of a stream may leave its answers unread before it is cut off.</summary>
    public TimeSpan SlowClientTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the body of a request that is one record may take to arrive. A stream may take for ever.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Everything that is wrong with these options; empty when they are valid.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var (name, patterns) in new[] { (nameof(Topics.Allow), Topics.Allow), (nameof(Topics.Deny), Topics.Deny) })
        {
            foreach (var pattern in (patterns ?? []).Where(pattern => !Pattern().IsMatch(pattern)))
            {
                yield return $"Topics:{name} '{pattern}' must be a topic name in which * stands for any characters";
            }
        }

        if (ApiKey is { Length: > 0 } key && !key.All(c => c is > ' ' and <= '~')) yield return "ApiKey must be printable ASCII without spaces";
        if (MaxRecordBytes < 1) yield return "MaxRecordBytes must be at least 1";
        if (RequestsPerSecond < 0) yield return "RequestsPerSecond must not be negative; 0 is no limit";
        if (MaxConcurrentRequests < 1) yield return "MaxConcurrentRequests must be at least 1";
        if (MaxInFlightLines < 1) yield return "MaxInFlightLines must be at least 1";
        if (SlowClientTimeout <= TimeSpan.Zero) yield return "SlowClientTimeout must be longer than zero";
        if (RequestTimeout <= TimeSpan.Zero) yield return "RequestTimeout must be longer than zero";
    }

    /// <summary>Shows nothing: one of the options is a secret.</summary>
    public override string ToString() => nameof(ApiOptions);

    [GeneratedRegex(@"\A[a-zA-Z0-9._*-]+\z")]
    private static partial Regex Pattern();
}

/// <summary>Topics by name, where <c>*</c> stands for any characters. A topic must be allowed and not denied.</summary>
internal sealed record TopicPatterns
{
    /// <summary>Topics that may be written; all unless configured.</summary>
    public string[]? Allow { get; init; }

    /// <summary>
    /// Topics that may not be written all the same. Unless configured: internal topics, dead letters, and statistics, which have one
    /// writer.
    /// </summary>
    public string[]? Deny { get; init; }
}
