using System.Text.Json.Serialization;

namespace StreamsService.Live.Records;

/// <summary>Some records of a topic, as the data of a server-sent event of type <c>records</c>.</summary>
/// <param name="Records">The records, in the order in which they were read.</param>
/// <param name="Skipped">How many more there were before them, since the event before.</param>
internal sealed record RecordBatch(IReadOnlyList<RecordResponse> Records, long Skipped);

/// <summary>A record of a topic.</summary>
/// <param name="Key">The key as text; null when there is none.</param>
/// <param name="Value">The value as text, or in base64 when it is not UTF-8; null for a tombstone.</param>
/// <param name="Time">The record's time.</param>
/// <param name="Partition">The partition it is on.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Headers">The headers as text; of several with a name, the last.</param>
internal sealed record RecordResponse(
    string? Key, string? Value, DateTimeOffset Time, int Partition, long Offset, IReadOnlyDictionary<string, string?> Headers)
{
    /// <summary><c>base64</c> when the value is that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Encoding { get; init; }

    /// <summary>Whether there is more of the value than this.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Truncated { get; init; }
}

/// <summary>Nothing happened for a while, as the data of a server-sent event of type <c>heartbeat</c>.</summary>
/// <param name="Time">When this was.</param>
internal sealed record Heartbeat(DateTimeOffset Time);

/// <summary>Why a stream ends, as the data of a server-sent event of type <c>error</c>.</summary>
/// <param name="Title">What kind of problem it is.</param>
/// <param name="Detail">What happened this time.</param>
internal sealed record FeedError(string Title, string Detail);
