namespace ProducerApi;

/// <summary>The options of this service, from the configuration section <c>ProducerApi</c>.</summary>
internal sealed record ApiOptions
{
    public const string Section = "ProducerApi";

    /// <summary>The topics that clients may write to.</summary>
    public TopicPatterns Topics { get; init; } = new();

    /// <summary>The key that clients must send in the header <c>X-Api-Key</c>; a secret. Null or empty: no key is required.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The maximum size in bytes of the body of a single record, and of a line of a stream, both decoded.</summary>
    public int MaxRecordBytes { get; init; } = 1_000_000;

    /// <summary>
    /// The maximum number of bytes that the service reads and discards after it has refused a body, so that a client which sends before it
    /// reads receives the response. Also the maximum number of bytes of a line that is discarded because it is too long.
    /// </summary>
    public int MaxDiscardedBytes { get; init; } = 100_000_000;

    /// <summary>
    /// The maximum number of requests per second and client, also the largest burst. 0: no limit. A stream is one request.
    /// </summary>
    public int RequestsPerSecond { get; init; } = 10_000;

    /// <summary>
    /// The maximum number of concurrent requests, streams included; further requests are rejected. Each one may hold a record and, if its
    /// body is encoded, the window of its decoder: up to 16 MiB.
    /// </summary>
    public int MaxConcurrentRequests { get; init; } = 1_000;

    /// <summary>
    /// The maximum number of lines of one stream in flight. At the maximum, the service stops reading until receipts arrive.
    /// </summary>
    public int MaxInFlightLines { get; init; } = 4_096;

    /// <summary>How long the client of a stream may leave the response unread before its connection is aborted.</summary>
    public TimeSpan SlowClientTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the body of a single record may take to arrive. Streams have no such limit.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How far the timestamp that a client states for a record may be before the clock.</summary>
    public TimeSpan TimestampBeforeMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How far the timestamp that a client states for a record may be after the clock.</summary>
    public TimeSpan TimestampAfterMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The port, one of those in <c>ASPNETCORE_URLS</c>, at which the service speaks HTTP/2 without TLS and no HTTP/1.1. Null: none.
    /// </summary>
    public int? Http2Port { get; init; }

    /// <summary>Returns the type name only, because a record would print all options and one of them is a secret.</summary>
    public override string ToString() => nameof(ApiOptions);
}

/// <summary>
/// Patterns of topic names; <c>*</c> matches any characters. Clients may write to a topic that is allowed and not denied.
/// </summary>
internal sealed record TopicPatterns
{
    /// <summary>The allowed topics. Default: all.</summary>
    public string[]? Allow { get; init; }

    /// <summary>
    /// The denied topics; they override the allowed ones. Default: none. <see cref="Messaging.Topics.ProtectedTopics"/> are always denied.
    /// </summary>
    public string[]? Deny { get; init; }
}
