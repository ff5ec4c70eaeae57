using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Messaging.Consuming;

namespace Messaging.DeadLetters;

/// <summary>
/// Creates the record for the <see cref="DeadLetterTopic"/> from one that could not be processed. It keeps the key, value and headers byte
/// for byte, except for the trace context, which continues the trace of the failed attempt. <see cref="DeadLetterHeaders"/> are added.
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
    /// <summary>The value does not have the topic's format.</summary>
    Undecodable,

    /// <summary>The value violates its contract.</summary>
    Invalid,

    /// <summary>Every attempt of the handler failed.</summary>
    Failed,
}
