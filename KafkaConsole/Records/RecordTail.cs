using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Topics;

namespace KafkaConsole.Records;

/// <summary>Shows topics as they grow.</summary>
internal sealed class RecordTail(ClusterClients clients, TopicCatalogue topics)
{
    private const int Capacity = 1_000;
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The committed records from now on, until it is cancelled, through outages of the cluster. Who reads too slowly misses the oldest of
    /// those that wait, and is told how many.
    /// </summary>
    /// <returns>Begins with one item without a record, which says that whatever is sent from now on will be seen.</returns>
    /// <exception cref="ClusterException">There is no such topic or partition, or the cluster has no answer, or too many look already.</exception>
    public async IAsyncEnumerable<TailItem> FollowAsync(string topic, int? partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await topics.FindAsync(topic, cancellationToken);
        var ends = found.Partitions
            .Where(range => partition is null || range.Partition == partition)
            .Select(range => new TopicPartitionOffset(topic, range.Partition, range.Fault is null ? range.High : Offset.End))
            .ToList();
        if (ends.Count == 0)
            throw new ClusterException(ClusterFault.Unknown, $"{topic} has no partition {partition}, but {found.Partitions.Count} of them, from 0.");

        var dropped = 0L;
        var records = Channel.CreateBounded<ConsumeResult<byte[], byte[]>>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true },
            _ => Interlocked.Increment(ref dropped));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = clients.FollowAsync((consumer, cancellation) => Follow(consumer, ends, records.Writer, cancellation), ended.Token);
        _ = following.ContinueWith(done => records.Writer.TryComplete(done.Exception?.InnerException), TaskScheduler.Default);
        try
        {
            if (following.IsCompleted)
                await following; // too many look already

            yield return new(null, 0);
            await foreach (var record in records.Reader.ReadAllAsync(cancellationToken))
                yield return new(TopicRecord.Of(record), Interlocked.Read(ref dropped));
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private static bool Follow(
        IConsumer<byte[], byte[]> consumer, List<TopicPartitionOffset> from, ChannelWriter<ConsumeResult<byte[], byte[]>> records, CancellationToken cancellationToken)
    {
        consumer.Assign(from);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (consumer.Consume(PollTime) is { IsPartitionEOF: false } record) records.TryWrite(record);
            }
            catch (ConsumeException e) when (!e.Error.IsFatal)
            {
                cancellationToken.WaitHandle.WaitOne(PollTime); // the client goes on by itself
            }
        }

        return true;
    }
}

/// <summary>A record that has just come.</summary>
/// <param name="Record">The record; null in the first item.</param>
/// <param name="Dropped">How many records have been missed so far.</param>
internal sealed record TailItem(TopicRecord? Record, long Dropped);
