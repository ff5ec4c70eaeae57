using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Messaging.Consuming;
using Messaging.Publishing;

namespace Messaging.Delivery;

/// <summary>
/// A record that could not be processed, as it goes to <c>{topic}.{group}.dead</c>: its key, value and headers byte for byte (but for the
/// trace context, which leads on from the attempt that failed), and in further headers where it came from and why it is there, all of them text:
/// <c>dead-letter.topic</c>, <c>.partition</c>, <c>.offset</c>, <c>.timestamp</c> (ISO-8601), <c>.group</c>, <c>.attempts</c>,
/// <c>.reason</c> (<c>undecodable</c>, <c>invalid</c> or <c>failed</c>), <c>.exception</c> (its type) and <c>.message</c>.
/// </summary>
internal static class DeadLetter
{
    public const string Prefix = "dead-letter.";

    private const int MaxMessageLength = 2_000;

    public static string TopicOf(string topic, string group) => $"{topic}.{group}.dead";

    public static OutgoingRecord Of(ConsumeResult<byte[], byte[]> record, string group, DeadLetterReason reason, Exception cause, int attempts)
    {
        var time = RecordTime.Of(record);
        var headers = new List<KeyValuePair<string, byte[]?>>();
        foreach (var header in record.Message.Headers ?? []) headers.Add(new(header.Key, header.GetValueBytes()));
        Add("topic", record.Topic);
        Add("partition", record.Partition.Value.ToString(CultureInfo.InvariantCulture));
        Add("offset", record.Offset.Value.ToString(CultureInfo.InvariantCulture));
        Add("timestamp", time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add("group", group);
        Add("attempts", attempts.ToString(CultureInfo.InvariantCulture));
        Add("reason", reason switch
        {
            DeadLetterReason.Undecodable => "undecodable",
            DeadLetterReason.Invalid => "invalid",
            _ => "failed",
        });
        Add("exception", cause.GetType().FullName ?? cause.GetType().Name);
        Add("message", cause.Message.Length <= MaxMessageLength ? cause.Message : cause.Message[..MaxMessageLength]);

        return new(TopicOf(record.Topic, group), record.Message.Key, record.Message.Value)
        {
            Headers = headers,
            Timestamp = time,
        };

        void Add(string name, string value) => headers.Add(new(Prefix + name, Encoding.UTF8.GetBytes(value)));
    }
}

/// <summary>Why a record is on a dead-letter topic.</summary>
internal enum DeadLetterReason
{
    /// <summary>Its bytes are not what the topic is declared to hold.</summary>
    Undecodable,

    /// <summary>It breaks a rule of its contract.</summary>
    Invalid,

    /// <summary>The handler failed at each attempt.</summary>
    Failed,
}
