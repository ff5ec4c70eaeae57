using Confluent.Kafka;
using Messaging.Topics;

namespace Messaging.Reading;

/// <summary>
/// Follows a topic with a consumer that joins no group. It reads partitions that are added, and continues with the new topic when the topic
/// is deleted and created again.
/// </summary>
public sealed class PartitionTail
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(5);

    private readonly Dictionary<int, long> _past = []; // the ends of the partitions whose existing records are not all read yet
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly string _topic;
    private readonly int? _partition;
    private int _count;
    private string? _topicId;

    private PartitionTail(IConsumer<byte[], byte[]> consumer, string topic, int? partition)
    {
        _consumer = consumer;
        _topic = topic;
        _partition = partition;
    }

    /// <summary>Reads the last records of each partition and then new ones. Blocks until it is cancelled.</summary>
    /// <param name="consumer">A consumer with <c>enable.partition.eof</c>. The caller disposes it.</param>
    /// <param name="topic">The name of the topic.</param>
    /// <param name="partition">The only partition to read; null for all.</param>
    /// <param name="count">The number of partitions that the topic has now.</param>
    /// <param name="last">
    /// How many offsets before the end of each partition reading starts. Partitions that are added are read from their beginning.
    /// </param>
    /// <param name="receive">
    /// Receives each record. Receives null when no further record is available, but not before all existing records are read.
    /// </param>
    /// <param name="onError">Receives errors from which the client recovers by itself.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KafkaException">
    /// The ends of the partitions can't be read, the client has a fatal error, or the right to read the topic is missing.
    /// </exception>
    public static void Follow(
        IConsumer<byte[], byte[]> consumer,
        string topic,
        int? partition,
        int count,
        int last,
        Action<ConsumeResult<byte[], byte[]>?> receive,
        Action<Error> onError,
        CancellationToken cancellationToken)
    {
        using var poll = new TopicPoll(consumer, topic);
        var tail = new PartitionTail(consumer, topic, partition);
        tail.Start(count, last);
        while (!cancellationToken.IsCancellationRequested)
        {
            if (poll.Next() is { Exists: true } now) tail.Continue(now);
            tail.Read(receive, onError);
        }
    }

    private void Start(int count, int last)
    {
        _count = count;
        _consumer.Assign(PartitionsOf(first: 0, count).Select(partition =>
        {
            var ends = _consumer.QueryWatermarkOffsets(partition, QueryTimeout);
            _past[partition.Partition] = ends.High.Value;
            return new TopicPartitionOffset(partition, Math.Max(ends.Low.Value, ends.High.Value - last));
        }).ToList());
    }

    private void Continue(TopicState now)
    {
        if (now.IsOtherThan(_topicId))
        {
            _past.Clear();
            _consumer.Assign(FromBeginning(first: 0, now.Partitions));
        }
        else if (now.Partitions > _count)
        {
            _consumer.IncrementalAssign(FromBeginning(_count, now.Partitions));
        }

        (_topicId, _count) = (now.Id ?? _topicId, now.Partitions);
    }

    private void Read(Action<ConsumeResult<byte[], byte[]>?> receive, Action<Error> onError)
    {
        try
        {
            var result = _consumer.Consume(PollTime);
            if (result is not null && (result.IsPartitionEOF || result.Offset + 1 >= _past.GetValueOrDefault(result.Partition)))
            {
                _past.Remove(result.Partition);
            }

            if (result is { IsPartitionEOF: false }) receive(result);
            else if (_past.Count == 0) receive(null);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && e.Error.Code is not ErrorCode.TopicAuthorizationFailed)
        {
            onError(e.Error);
        }
    }

    private List<TopicPartitionOffset> FromBeginning(int first, int count) =>
        [.. PartitionsOf(first, count).Select(partition => new TopicPartitionOffset(partition, 0))];

    private IEnumerable<TopicPartition> PartitionsOf(int first, int count) =>
        from number in Enumerable.Range(first, count - first)
        where _partition is null || number == _partition
        select new TopicPartition(_topic, number);
}
