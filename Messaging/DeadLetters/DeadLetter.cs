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
    /// <summary>How many bytes of the value a truncated record has. Few enough for every topic that accepts records of some size.</summary>
    public const int MaxTruncatedValue = 16 * 1024;

    private const int MaxTruncatedKey = 1024;
    private const int MaxTruncatedHeaders = 4 * 1024;
    private const int MaxMessageLength = 2_000;

    /// <summary>The message of the cause, cut after 2,000 characters: it can quote the record, which may be large.</summary>
    public string Message => Failures.Start(Cause.Message, MaxMessageLength);

    /// <summary>The name of the dead-letter topic.</summary>
    public string Topic => DeadLetterTopic.NameOf(Source.Topic, Group);

    /// <summary>
    /// Creates the record for the <see cref="DeadLetterTopic"/>. It keeps the key, value and headers byte for byte, except for the trace
    /// context, which continues the trace of the failed attempt. <see cref="DeadLetterHeaders"/> are added. Its timestamp is the
    /// time of sending, because the retention of the topic counts from it.
    /// </summary>
    public OutgoingRecord ToRecord()
    {
        var headers = SourceHeaders();
        AddHeaders(headers);
        return new(Topic, Source.Message.Key, Source.Message.Value) { Headers = headers };
    }

    /// <summary>
    /// Creates a smaller record, for a topic that does not accept the whole one: the value is cut after <see cref="MaxTruncatedValue"/>
    /// bytes, and a large key and large headers are left out. The headers state what is missing and the full size.
    /// </summary>
    public OutgoingRecord ToTruncatedRecord()
    {
        var (key, value, headers) = (Source.Message.Key, Source.Message.Value, SourceHeaders());
        var headerBytes = headers.Sum(header => Encoding.UTF8.GetByteCount(header.Key) + (header.Value?.Length ?? 0));
        var size = (key?.Length ?? 0) + (value?.Length ?? 0) + headerBytes;
        var missing = new List<string>();
        if (key?.Length > MaxTruncatedKey)
        {
            key = null;
            missing.Add("key");
        }

        if (value?.Length > MaxTruncatedValue)
        {
            value = value[..MaxTruncatedValue];
            missing.Add("value");
        }

        if (headerBytes > MaxTruncatedHeaders)
        {
            headers.Clear();
            missing.Add("headers");
        }

        AddHeaders(headers);
        headers.Add(Header(DeadLetterHeaders.Truncated, string.Join(",", missing)));
        headers.Add(Header(DeadLetterHeaders.Size, size.ToString(CultureInfo.InvariantCulture)));
        return new(Topic, key, value) { Headers = headers };
    }

    private List<KeyValuePair<string, byte[]?>> SourceHeaders() =>
        [.. (Source.Message.Headers ?? []).Select(header => new KeyValuePair<string, byte[]?>(header.Key, header.GetValueBytes()))];

    private void AddHeaders(List<KeyValuePair<string, byte[]?>> headers)
    {
        Add(DeadLetterHeaders.Topic, Source.Topic);
        Add(DeadLetterHeaders.Partition, Source.Partition.Value.ToString(CultureInfo.InvariantCulture));
        Add(DeadLetterHeaders.Offset, Source.Offset.Value.ToString(CultureInfo.InvariantCulture));
        Add(DeadLetterHeaders.Timestamp, RecordTime.Of(Source).UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add(DeadLetterHeaders.Group, Group);
        Add(DeadLetterHeaders.Attempts, Attempts.ToString(CultureInfo.InvariantCulture));
        Add(DeadLetterHeaders.Reason, Reason switch
        {
            DeadLetterReason.Undecodable => "undecodable",
            DeadLetterReason.Invalid => "invalid",
            _ => "failed",
        });
        Add(DeadLetterHeaders.Exception, Cause.GetType().FullName ?? Cause.GetType().Name);
        Add(DeadLetterHeaders.Message, Message);

        void Add(string name, string value) => headers.Add(Header(name, value));
    }

    private static KeyValuePair<string, byte[]?> Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));
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
