using System.Globalization;
using System.Text;
using Confluent.Kafka;
using KafkaConsole.Records;

namespace KafkaConsole.DeadLetters;

/// <summary>Where a dead letter came from and why it is there, as its headers <c>dead-letter.*</c> say; what they don't say is null.</summary>
internal sealed record DeadLetterCause
{
    /// <summary>What the names of these headers begin with.</summary>
    public const string Prefix = "dead-letter.";

    /// <summary>The topic it came from.</summary>
    public required string Topic { get; init; }

    /// <summary>The partition it came from.</summary>
    public required int Partition { get; init; }

    /// <summary>The offset it had there.</summary>
    public long? Offset { get; init; }

    /// <summary>The time it had there.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The consumer group that could not process it.</summary>
    public string? Group { get; init; }

    /// <summary>How often its handler tried; 0 when it could not be decoded.</summary>
    public int? Attempts { get; init; }

    /// <summary><c>undecodable</c>, <c>invalid</c> or <c>failed</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The type of the exception.</summary>
    public string? Exception { get; init; }

    /// <summary>The message of the exception.</summary>
    public string? Message { get; init; }

    /// <summary>Reads it; null when the headers don't say where the record came from.</summary>
    public static DeadLetterCause? Of(Headers? headers)
    {
        if (Text("topic") is not { } topic || Number("partition") is not (>= 0 and <= int.MaxValue and var partition)) return null;

        return new()
        {
            Topic = topic,
            Partition = (int)partition,
            Offset = Number("offset"),
            Time = DateTimeOffset.TryParse(Text("timestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null,
            Group = Text("group"),
            Attempts = (int?)Number("attempts"),
            Reason = Text("reason"),
            Exception = Text("exception"),
            Message = Text("message"),
        };

        string? Text(string name) =>
            headers is not null && headers.TryGetLastBytes(Prefix + name, out var bytes) && bytes is not null ? Encoding.UTF8.GetString(bytes) : null;

        long? Number(string name) => long.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>The time that a record shall have when it goes back.</summary>
    public static Timestamp TimestampOf(ConsumeResult<byte[], byte[]> letter, DeadLetterCause cause) => cause.Time is { } time
        ? new(time.ToUnixTimeMilliseconds(), TimestampType.CreateTime)
        : RecordMoment.Of(letter.Message.Timestamp) is null ? Timestamp.Default : new(letter.Message.Timestamp.UnixTimestampMs, TimestampType.CreateTime);
}
