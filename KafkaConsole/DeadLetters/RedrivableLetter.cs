using System.Text;
using Confluent.Kafka;
using KafkaConsole.Records;

namespace KafkaConsole.DeadLetters;

/// <summary>A dead letter whose headers name its source, so that it can be sent back.</summary>
internal sealed record RedrivableLetter(ConsumeResult<byte[], byte[]> Letter, DeadLetterCause Cause)
{
    /// <summary>The header of a redriven record that names its dead letter.</summary>
    private const string FromHeader = "redriven.from";

    /// <summary>The header with the timestamp of the original. The timestamp of a redriven record is the time of its redrive.</summary>
    private const string TimestampHeader = "redriven.timestamp";

    /// <summary>The header of a redriven record that names what an operator has edited: <c>value</c>.</summary>
    private const string EditedHeader = "redriven.edited";

    /// <summary>The value that replaces the one of the dead letter; null when it stays.</summary>
    public byte[]? EditedValue { get; init; }

    /// <summary>Partition and offset of the dead letter, such as <c>0/17</c>.</summary>
    public string Place => RecordsAddress.NameOf(Letter.Partition.Value, Letter.Offset.Value);

    /// <summary>Where the record came from and is sent back to.</summary>
    public TopicPartition Source => new(Cause.Topic, Cause.Partition);

    /// <summary>The key of its marker, and the value of the header <c>redriven.from</c>.</summary>
    public byte[] MarkerKey => Encoding.UTF8.GetBytes(RedriveMarkers.KeyOf(Letter.TopicPartitionOffset));

    /// <summary>
    /// The record as it was before it became a dead letter, or with its new value, and with the headers <c>redriven.*</c> that say so.
    /// </summary>
    public Message<byte[]?, byte[]?> ToRecord() => new()
    {
        Key = Letter.Message.Key,
        Value = EditedValue ?? Letter.Message.Value,
        Headers = RecordHeaders(),
    };

    private Headers RecordHeaders()
    {
        var headers = new Headers();
        foreach (var header in Letter.Message.Headers ?? [])
        {
            var isReplaced = header.Key is FromHeader || (EditedValue is not null && header.Key is EditedHeader);
            var describesDeadLetter = isReplaced || DeadLetterVocabulary.Describes(header.Key);
            if (!describesDeadLetter) headers.Add(header.Key, header.GetValueBytes());
        }

        headers.Add(FromHeader, MarkerKey);
        var isFirstRedrive = !headers.TryGetLastBytes(TimestampHeader, out _);
        if (isFirstRedrive && Cause.Time is { } time) headers.Add(TimestampHeader, Encoding.UTF8.GetBytes($"{time.UtcDateTime:O}"));
        if (EditedValue is not null) headers.Add(EditedHeader, "value"u8.ToArray());

        return headers;
    }
}
