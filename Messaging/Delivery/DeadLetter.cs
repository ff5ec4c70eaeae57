using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Messaging.Consuming;
using Messaging.Publishing;

namespace Messaging.Delivery;

/// <summary>
/// A record that could not be processed, as it goes to its <see cref="DeadLetterTopic"/>: its key, value and headers byte for byte (but for the
/// trace context, which leads on from the attempt that failed), and in <see cref="DeadLetterHeaders"/> where it came from and why it is there.
/// </summary>
internal static class DeadLetter
{
    private const int MaxMessageLength = 2_000;

    public static OutgoingRecord Of(ConsumeResult<byte[], byte[]> record, string group, DeadLetterReason reason, Exception cause, int attempts)
    {
        var time = RecordTime.Of(record);
        var headers = new List<KeyValuePair<string, byte[]?>>();
        foreach (var header in record.Message.Headers ?? []) headers.Add(new(header.Key, header.GetValueBytes()));
        Add(DeadLetterHeaders.Topic, record.Topic);
        Add(DeadLetterHeaders.Partition, record.Partition.Value.ToString(CultureInfo.InvariantCulture));
        Add(DeadLetterHeaders.Offset, record.Offset.Value.ToString(CultureInfo.InvariantCulture));
        Add(DeadLetterHeaders.Timestamp, time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add(DeadLetterHeaders.Group, group);
        Add(DeadLetterHeaders.Attempts, attempts.ToString(CultureInfo.InvariantCulture));
        Add(DeadLetterHeaders.Reason, reason switch
        {
            DeadLetterReason.Undecodable => "undecodable",
            DeadLetterReason.Invalid => "invalid",
            _ => "failed",
        });
        Add(DeadLetterHeaders.Exception, cause.GetType().FullName ?? cause.GetType().Name);
        Add(DeadLetterHeaders.Message, cause.Message.Length <= MaxMessageLength ? cause.Message : cause.Message[..MaxMessageLength]);

        return new(DeadLetterTopic.NameOf(record.Topic, group), record.Message.Key, record.Message.Value)
        {
            Headers = headers,
            Timestamp = time,
        };

        void Add(string name, string value) => headers.Add(new(name, Encoding.UTF8.GetBytes(value)));
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
