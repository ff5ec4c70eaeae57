using Confluent.Kafka;
using Messaging.Consuming;
using Microsoft.Extensions.Logging;

namespace Messaging.AtLeastOnce;

/// <summary>
/// Stores the offsets of processed records in the client, which commits stored offsets every second and before partitions move. Only the
/// loop's thread uses this class.
/// </summary>
/// <remarks>
/// Offsets are stored every 50 ms, one per partition. Storing the offset of each record would take a sixth of the time of a loop with a
/// fast handler, for offsets that are overwritten before the next commit.
/// </remarks>
internal sealed partial class OffsetStore(SubscriptionContext context, ILogger<OffsetStore> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<int, ConsumeResult<byte[], byte[]>> _processed = []; // the last record of each partition that is not stored yet
    private long _since;

    /// <summary>Adds a processed record.</summary>
    public void Add(ConsumeResult<byte[], byte[]> record)
    {
        if (_processed.Count == 0) _since = context.Time.GetTimestamp();
        _processed[record.Partition.Value] = record;
    }

    /// <summary>
    /// Stores the offsets if the interval has passed. Returns the time until it must be called again; null when no offset waits to be
    /// stored.
    /// </summary>
    /// <param name="now">The current time, as <see cref="TimeProvider.GetTimestamp"/>.</param>
    public TimeSpan? StoreIfDue(long now)
    {
        if (_processed.Count == 0) return null;

        var rest = Interval - context.Time.GetElapsedTime(_since, now);
        if (rest > TimeSpan.Zero) return rest;

        Store();
        return null;
    }

    /// <summary>
    /// Discards the offsets that are not stored yet, and sets the stored and the committed ones to the beginning of the partitions. The
    /// client would otherwise commit no offset that is lower than one that it has committed before.
    /// </summary>
    public void StartAgain(IReadOnlyList<TopicPartition> partitions)
    {
        Discard();
        if (partitions.Count == 0) return;

        var beginnings = partitions.Select(partition => new TopicPartitionOffset(partition, 0)).ToList();
        try
        {
            foreach (var beginning in beginnings) context.Consumer.StoreOffset(beginning);
            context.Consumer.Commit(beginnings);
        }
        catch (KafkaException e) when (!e.Error.IsFatal)
        {
            LogNotReset(context.Topic, e.Error.Reason);
        }
    }

    /// <summary>Discards the offsets that are not stored yet.</summary>
    public void Discard() => _processed.Clear();

    /// <summary>Stores the offsets of all processed records.</summary>
    public void Store()
    {
        foreach (var record in _processed.Values) Store(record);
        _processed.Clear();
    }

    private void Store(ConsumeResult<byte[], byte[]> record)
    {
        try
        {
            context.Consumer.StoreOffset(record);
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State)
        {
            LogMoved(record.Topic, record.Partition.Value, record.Offset.Value);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The committed offsets of {Topic} could not be set to its beginning: {Reason}")]
    private partial void LogNotReset(string topic, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Topic} [{Partition}] @{Offset} is processed, but its partition has moved. It will be redelivered to the new owner")]
    private partial void LogMoved(string topic, int partition, long offset);
}
