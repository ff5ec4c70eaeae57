using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Messaging.DeadLetters;

namespace KafkaConsole.DeadLetters;

/// <summary>The names of the headers in which a framework says where a dead letter came from and why it is there.</summary>
internal sealed record DeadLetterVocabulary
{
    /// <summary>The vocabularies that the console understands.</summary>
    public static readonly IReadOnlyList<DeadLetterVocabulary> All =
    [
        new()
        {
            Prefix = DeadLetterHeaders.Prefix,
            Topic = DeadLetterHeaders.Topic,
            Partition = DeadLetterHeaders.Partition,
            Offset = DeadLetterHeaders.Offset,
            Time = DeadLetterHeaders.Timestamp,
            Group = DeadLetterHeaders.Group,
            Attempts = DeadLetterHeaders.Attempts,
            Reason = DeadLetterHeaders.Reason,
            Exception = [DeadLetterHeaders.Exception],
            Message = [DeadLetterHeaders.Message],
            Truncated = DeadLetterHeaders.Truncated,
        },
        new() // Spring for Apache Kafka: DeadLetterPublishingRecoverer
        {
            Prefix = "kafka_dlt-",
            Topic = "kafka_dlt-original-topic",
            Partition = "kafka_dlt-original-partition",
            Offset = "kafka_dlt-original-offset",
            Time = "kafka_dlt-original-timestamp",
            Group = "kafka_dlt-original-consumer-group",
            Exception = ["kafka_dlt-exception-cause-fqcn", "kafka_dlt-exception-fqcn", "kafka_dlt-key-exception-fqcn"],
            Message = ["kafka_dlt-exception-message", "kafka_dlt-key-exception-message"],
            HasBinaryNumbers = true,
        },
        new() // Kafka Connect: errors.deadletterqueue.context.headers.enable
        {
            Prefix = "__connect.errors.",
            Topic = "__connect.errors.topic",
            Partition = "__connect.errors.partition",
            Offset = "__connect.errors.offset",
            Reason = "__connect.errors.stage",
            Exception = ["__connect.errors.exception.class.name"],
            Message = ["__connect.errors.exception.message"],
        },
        new() // Kafka Streams: errors.dead.letter.queue.topic.name
        {
            Prefix = "__streams.errors.",
            Topic = "__streams.errors.topic",
            Partition = "__streams.errors.partition",
            Offset = "__streams.errors.offset",
            Exception = ["__streams.errors.exception"],
            Message = ["__streams.errors.message"],
        },
    ];

    /// <summary>The prefix of all names.</summary>
    public required string Prefix { get; init; }

    public required string Topic { get; init; }

    public required string Partition { get; init; }

    public required string Offset { get; init; }

    public string? Time { get; init; }

    public string? Group { get; init; }

    public string? Attempts { get; init; }

    public string? Reason { get; init; }

    /// <summary>The first of these that is present counts.</summary>
    public required IReadOnlyList<string> Exception { get; init; }

    /// <summary>The first of these that is present counts.</summary>
    public required IReadOnlyList<string> Message { get; init; }

    public string? Truncated { get; init; }

    /// <summary>
    /// Whether numbers are big-endian integers of four or eight bytes, and times such numbers of milliseconds. Otherwise they are text.
    /// </summary>
    public bool HasBinaryNumbers { get; init; }

    /// <summary>Whether a header describes a dead letter, in any vocabulary, rather than its record.</summary>
    public static bool Describes(string header) => All.Any(vocabulary => header.StartsWith(vocabulary.Prefix, StringComparison.Ordinal));

    /// <summary>The text of the last header of that name; null when there is none.</summary>
    public static string? Text(Headers headers, string? name) => Bytes(headers, name) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The number in the last header of that name, 0 or more; null when there is none.</summary>
    public long? Number(Headers headers, string? name)
    {
        if (!HasBinaryNumbers)
        {
            return long.TryParse(Text(headers, name), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        }

        long? number = Bytes(headers, name) switch
        {
            { Length: sizeof(int) } bytes => BinaryPrimitives.ReadInt32BigEndian(bytes),
            { Length: sizeof(long) } bytes => BinaryPrimitives.ReadInt64BigEndian(bytes),
            _ => null,
        };
        return number >= 0 ? number : null;
    }

    /// <summary>The time in the last header of that name; null when there is none.</summary>
    public DateTimeOffset? Instant(Headers headers, string? name)
    {
        if (!HasBinaryNumbers)
        {
            var isTime = DateTimeOffset.TryParse(
                Text(headers, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
            return isTime ? time : null;
        }

        return Number(headers, name) is { } milliseconds && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
    }

    private static byte[]? Bytes(Headers headers, string? name) =>
        name is not null && headers.TryGetLastBytes(name, out var bytes) ? bytes : null;
}
