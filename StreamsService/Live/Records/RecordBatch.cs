using System.Text.Json.Serialization;

namespace StreamsService.Live.Records;

/// <summary>The data of a server-sent event of type <c>records</c>.</summary>
/// <param name="Records">The records; the first batch is in order of time, later ones in the order in which they were read.</param>
/// <param name="Skipped">How many records between the previous event and this one were left out.</param>
internal sealed record RecordBatch(IReadOnlyList<RecordResponse> Records, long Skipped);

/// <summary>A record of a topic.</summary>
/// <param name="Key">The key as text; null when the record has none.</param>
/// <param name="Value">The value as text, or in base64 when it is not UTF-8; null for a tombstone.</param>
/// <param name="Time">The record's timestamp: when it arrived, which is when it was sent to Kafka.</param>
/// <param name="Partition">The partition of the topic.</param>
/// <param name="Offset">The offset in the partition.</param>
/// <param name="Headers">The headers, in the order of the record.</param>
internal sealed record RecordResponse(
    string? Key, string? Value, DateTimeOffset Time, int Partition, long Offset, IReadOnlyList<HeaderResponse> Headers)
{
    /// <summary><c>base64</c> when the value is encoded so; null when it is text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Encoding { get; init; }

    /// <summary>Whether the value was cut.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Truncated { get; init; }

    /// <summary>The size of the whole value in bytes; null when it was not cut.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Size { get; init; }
}

/// <summary>A header of a record. Several may have the same name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value as text; null when the header has none.</param>
internal sealed record HeaderResponse(string Name, string? Value);

/// <summary>The data of a server-sent event of type <c>heartbeat</c>, which is sent when there was no other event for a while.</summary>
/// <param name="Time">When the heartbeat was sent.</param>
internal sealed record Heartbeat(DateTimeOffset Time);

/// <summary>The data of a server-sent event of type <c>error</c>, the last event of a stream that fails.</summary>
/// <param name="Title">The kind of problem.</param>
/// <param name="Detail">What happened in this case.</param>
internal sealed record FeedError(string Title, string Detail);
