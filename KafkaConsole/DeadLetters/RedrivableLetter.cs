using System.Text;
using Confluent.Kafka;
using Messaging.DeadLetters;

namespace KafkaConsole.DeadLetters;

/// <summary>A dead letter whose headers name its source, so that it can be sent back.</summary>
internal sealed record RedrivableLetter(ConsumeResult<byte[], byte[]> Letter, DeadLetterCause Cause)
{
    /// <summary>The header of a redriven record that names its dead letter.</summary>
    private const string FromHeader = "redriven.from";

    /// <summary>The header with the timestamp of the original. The timestamp of a redriven record is the time of its redrive.</summary>
    private const string TimestampHeader = "redriven.timestamp";

    /// <summary>Where the record came from and is sent back to.</summary>
    public TopicPartition Source => new(Cause.Topic, Cause.Partition);

    /// <summary>The key of its marker, and the value of the header <c>redriven.from</c>.</summary>
    public byte[] MarkerKey => Encoding.UTF8.GetBytes(RedriveMarkers.KeyOf(Letter.TopicPartitionOffset));

    /// <summary>The record as it was before it became a dead letter, with the headers <c>redriven.*</c>.</summary>
    public Message<byte[]?, byte[]?> ToRecord() => new()
    {
        Key = Letter.Message.Key,
        Value = Letter.Message.Value,
        Headers = RecordHeaders(),
    };

    private Headers RecordHeaders()
    {
        var headers = new Headers();
        foreach (var header in Letter.Message.Headers ?? [])
        {
            var describesDeadLetter = header.Key == FromHeader || header.Key.StartsWith(DeadLetterHeaders.Prefix, StringComparison.Ordinal);
            if (!describesDeadLetter) headers.Add(header.Key, header.GetValueBytes());
        }

        headers.Add(FromHeader, MarkerKey);
        var isFirstRedrive = !headers.TryGetLastBytes(TimestampHeader, out _);
        if (isFirstRedrive && Cause.Time is { } time) headers.Add(TimestampHeader, Encoding.UTF8.GetBytes($"{time.UtcDateTime:O}"));
        return headers;
    }
}
