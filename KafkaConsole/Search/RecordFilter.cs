using Confluent.Kafka;

namespace KafkaConsole.Search;

/// <summary>
/// What a record must be like to be found. All criteria that are set must be met. They are tested on the bytes of the record, whatever
/// these are. <see cref="RecordFilterParameters"/> reads it from a URL.
/// </summary>
internal sealed record RecordFilter
{
    /// <summary>The key, or a part of it, in UTF-8; null for any.</summary>
    public byte[]? Key { get; init; }

    /// <summary>How the record's key relates to <see cref="Key"/>.</summary>
    public KeyMatch KeyMatch { get; init; }

    /// <summary>Text in the value; null for any.</summary>
    public ValueText? Text { get; init; }

    /// <summary>Conditions on a value that is JSON.</summary>
    public IReadOnlyList<JsonCondition> Json { get; init; } = [];

    /// <summary>The name of a header that the record has; null for any.</summary>
    public string? Header { get; init; }

    /// <summary>Text in UTF-8 that a header of that name contains; null for any.</summary>
    public byte[]? HeaderValue { get; init; }

    /// <summary>The earliest time, in milliseconds since 1970; null for no bound.</summary>
    public long? FromTime { get; init; }

    /// <summary>The time before which the record is, in milliseconds since 1970; null for no bound.</summary>
    public long? ToTime { get; init; }

    /// <summary>The lowest offset; null for no bound.</summary>
    public long? FromOffset { get; init; }

    /// <summary>The offset before which the record is; null for no bound.</summary>
    public long? ToOffset { get; init; }

    /// <summary>Whether the record meets all criteria.</summary>
    public bool Matches(ConsumeResult<byte[], byte[]> record) =>
        MatchesOffset(record.Offset.Value) && MatchesTime(record.Message.Timestamp) && MatchesKey(record.Message.Key)
        && MatchesHeaders(record.Message.Headers) && MatchesValue(record.Message.Value);

    private bool MatchesOffset(long offset) => offset >= (FromOffset ?? 0) && offset < (ToOffset ?? long.MaxValue);

    private bool MatchesTime(Timestamp timestamp)
    {
        if (FromTime is null && ToTime is null) return true;

        var time = timestamp.UnixTimestampMs;
        return timestamp.Type is not TimestampType.NotAvailable && time >= (FromTime ?? long.MinValue) && time < (ToTime ?? long.MaxValue);
    }

    private bool MatchesKey(byte[]? key)
    {
        if (Key is null) return true;
        if (key is null) return false;

        return KeyMatch switch
        {
            KeyMatch.Prefix => key.AsSpan().StartsWith(Key),
            KeyMatch.Contains => key.AsSpan().IndexOf(Key) >= 0,
            _ => key.AsSpan().SequenceEqual(Key),
        };
    }

    private bool MatchesHeaders(Headers? headers) =>
        Header is null
        || (headers ?? []).Any(header => header.Key == Header
            && (HeaderValue is null || header.GetValueBytes().AsSpan().IndexOf(HeaderValue) >= 0));

    private bool MatchesValue(byte[]? value)
    {
        if (Text is null && Json.Count == 0) return true;

        return value is not null && Text?.IsIn(value) is not false && Json.All(condition => condition.Matches(value));
    }
}

/// <summary>How a record's key relates to the key that is searched for.</summary>
internal enum KeyMatch
{
    /// <summary>It is that key.</summary>
    Exact,

    /// <summary>It begins with it.</summary>
    Prefix,

    /// <summary>It contains it.</summary>
    Contains,
}
