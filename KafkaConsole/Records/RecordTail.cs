using System.Runtime.CompilerServices;
using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Topics;
using Messaging.Reading;

namespace KafkaConsole.Records;

/// <summary>The records that arrive in a topic from now on.</summary>
internal sealed class RecordTail(ClusterClients clients, TopicCatalogue topics)
{
    /// <summary>
    /// Reads committed records until it is cancelled, through outages of the cluster. A caller that reads too slowly misses the oldest
    /// waiting records; each item has the number of records that were dropped so far.
    /// </summary>
    /// <returns>First an item without a record: the tail includes all records that are produced after it.</returns>
    /// <exception cref="ClusterException">
    /// There is no such topic or partition, the cluster does not answer, or too many tails are open.
    /// </exception>
    public async IAsyncEnumerable<TailItem> FollowAsync(
        string topic, int? partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await topics.FindAsync(topic, cancellationToken);
        _ = RecordBrowser.PartitionsOf(found, partition); // throws if there is no such partition

        var waiting = new TailBuffer();
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = clients.WithTailConsumerAsync((consumer, cancellation) =>
        {
            PartitionTail.Follow(consumer, topic, partition, found.Partitions.Count, last: 0, Receive, _ => { }, cancellation);
            return true;
        }, ended.Token);
        _ = following.ContinueWith(done => waiting.Complete(done.Exception?.InnerException), TaskScheduler.Default);
        try
        {
            await Task.WhenAny(following, opened.Task);
            if (following.IsFaulted) await following;

            yield return new(null, 0);
            await foreach (var record in waiting.ReadAllAsync(cancellationToken))
            {
                yield return new(TopicRecord.From(record), waiting.Dropped);
            }
        }
        finally
        {
            await ended.CancelAsync();
        }

        void Receive(ConsumeResult<byte[], byte[]>? record)
        {
            opened.TrySetResult();
            if (record is not null) waiting.Add(record);
        }
    }
}

/// <summary>A record that has just arrived.</summary>
/// <param name="Record">The record; null in the first item.</param>
/// <param name="Dropped">How many records have been dropped so far.</param>
internal sealed record TailItem(TopicRecord? Record, long Dropped);
