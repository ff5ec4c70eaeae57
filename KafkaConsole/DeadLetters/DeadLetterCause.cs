using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Messaging.DeadLetters;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// Where a dead letter came from and why it is there, as its <see cref="DeadLetterHeaders"/> say. A missing header is null.
/// </summary>
internal sealed record DeadLetterCause
{
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

    /// <summary>The number of attempts of the handler; 0 when the record could not be decoded.</summary>
    public int? Attempts { get; init; }

    /// <summary><c>undecodable</c>, <c>invalid</c> or <c>failed</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The type of the exception.</summary>
    public string? Exception { get; init; }

    /// <summary>The message of the exception.</summary>
    public string? Message { get; init; }

    /// <summary>The parts of the record that the dead letter does not have in full, because the record was too large; null when it has all.</summary>
    public string? Truncated { get; init; }

    /// <summary>Reads the headers; null when they don't tell where the record came from.</summary>
    public static DeadLetterCause? From(Headers? headers)
    {
        if (Text(DeadLetterHeaders.Topic) is not { } topic) return null;
        if (Number(DeadLetterHeaders.Partition) is not (>= 0 and <= int.MaxValue and var partition)) return null;

        return new()
        {
            Topic = topic,
            Partition = (int)partition,
            Offset = Number(DeadLetterHeaders.Offset),
            Time = Instant(DeadLetterHeaders.Timestamp),
            Group = Text(DeadLetterHeaders.Group),
            Attempts = (int?)Number(DeadLetterHeaders.Attempts),
            Reason = Text(DeadLetterHeaders.Reason),
            Exception = Text(DeadLetterHeaders.Exception),
            Message = Text(DeadLetterHeaders.Message),
            Truncated = Text(DeadLetterHeaders.Truncated),
        };

        string? Text(string name) =>
            headers?.TryGetLastBytes(name, out var bytes) is true && bytes is not null ? Encoding.UTF8.GetString(bytes) : null;

        long? Number(string name) =>
            long.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

        DateTimeOffset? Instant(string name) =>
            DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}
