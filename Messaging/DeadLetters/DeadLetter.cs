using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Messaging.Consuming;

namespace Messaging.DeadLetters;

/// <summary>A record that could not be processed, and why.</summary>
/// <param name="Source">The record as it was received.</param>
/// <param name="Group">The consumer group that could not process it.</param>
/// <param name="Reason">Why it could not be processed.</param>
/// <param name="Cause">The failure of the last attempt.</param>
/// <param name="Attempts">The number of attempts; 0 when the record could not be decoded.</param>
internal sealed record DeadLetter(ConsumeResult<byte[], byte[]> Source, string Group, DeadLetterReason Reason, Exception Cause, int Attempts)
{
    private const int MaxMessageLength = 2_000;

    /// <summary>The name of the dead-letter topic.</summary>
    public string Topic => DeadLetterTopic.NameOf(Source.Topic, Group);

    /// <summary>
    /// Creates the record for the <see cref="DeadLetterTopic"/>. It keeps the key, value and headers byte for byte, except for the trace
    /// context, which continues the trace of the failed attempt. <see cref="DeadLetterHeaders"/> are added.
    /// </summary>
    public OutgoingRecord ToRecord()
    {
        var time = RecordTime.Of(Source);
        var headers = new List<KeyValuePair<string, byte[]?>>();
        foreach (var header in Source.Message.Headers ?? []) headers.Add(new(header.Key, header.GetValueBytes()));
        Add(DeadLetterHeaders.Topic, Source.Topic);
        Add(DeadLetterHeaders.Partition, Source.Partition.Value.ToString(CultureInfo.InvariantCulture));
        Add(DeadLetterHeaders.Offset, Source.Offset.Value.ToString(CultureInfo.InvariantCulture));
        Add(DeadLetterHeaders.Timestamp, time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add(DeadLetterHeaders.Group, Group);
        Add(DeadLetterHeaders.Attempts, Attempts.ToString(CultureInfo.InvariantCulture));
        Add(DeadLetterHeaders.Reason, Reason switch
        {
            DeadLetterReason.Undecodable => "undecodable",
            DeadLetterReason.Invalid => "invalid",
            _ => "failed",
        });
        Add(DeadLetterHeaders.Exception, Cause.GetType().FullName ?? Cause.GetType().Name);
        Add(DeadLetterHeaders.Message, Cause.Message.Length <= MaxMessageLength ? Cause.Message : Cause.Message[..MaxMessageLength]);

        return new(Topic, Source.Message.Key, Source.Message.Value) { Headers = headers, Timestamp = time };

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
