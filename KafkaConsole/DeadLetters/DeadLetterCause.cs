using Confluent.Kafka;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// Where a dead letter came from and why it is there, as its headers say in a <see cref="DeadLetterVocabulary"/>. A missing header is null.
/// </summary>
public sealed record DeadLetterCause
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

    /// <summary><c>undecodable</c>, <c>invalid</c> or <c>failed</c>; of Kafka Connect the stage that failed.</summary>
    public string? Reason { get; init; }

    /// <summary>The type of the exception.</summary>
    public string? Exception { get; init; }

    /// <summary>The message of the exception.</summary>
    public string? Message { get; init; }

    /// <summary>The parts of the record that the dead letter does not have in full, because the record was too large; null when it has all.</summary>
    public string? Truncated { get; init; }

    /// <summary>Reads the headers, in whichever vocabulary; null when they don't tell where the record came from.</summary>
    internal static DeadLetterCause? From(Headers? headers) => headers is null
        ? null
        : DeadLetterVocabulary.All.Select(vocabulary => From(headers, vocabulary)).FirstOrDefault(cause => cause is not null);

    private static DeadLetterCause? From(Headers headers, DeadLetterVocabulary vocabulary)
    {
        if (Text(vocabulary.Topic) is not { } topic) return null;
        if (vocabulary.Number(headers, vocabulary.Partition) is not (<= int.MaxValue and var partition)) return null;

        return new()
        {
            Topic = topic,
            Partition = (int)partition,
            Offset = vocabulary.Number(headers, vocabulary.Offset),
            Time = vocabulary.Instant(headers, vocabulary.Time),
            Group = Text(vocabulary.Group),
            Attempts = vocabulary.Number(headers, vocabulary.Attempts) is <= int.MaxValue and var attempts ? (int)attempts : null,
            Reason = Text(vocabulary.Reason),
            Exception = vocabulary.Exception.Select(Text).FirstOrDefault(text => text is not null),
            Message = vocabulary.Message.Select(Text).FirstOrDefault(text => text is not null),
            Truncated = Text(vocabulary.Truncated),
        };

        string? Text(string? name) => DeadLetterVocabulary.Text(headers, name);
    }
}
