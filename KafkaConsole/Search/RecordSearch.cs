using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Records;
using KafkaConsole.Topics;

namespace KafkaConsole.Search;

/// <summary>
/// Searches a topic in rounds. In each round it reads the next chunk of every partition, and returns the hits in them. A round reads some
/// 16 MiB, so hits and progress come several times a second, and what a search keeps in memory does not depend on the topic.
/// </summary>
internal sealed class RecordSearch(ClusterClients clients, TimeProvider time)
{
    private const long RoundBytes = 16 * 1024 * 1024;
    private const long MaxRoundBytes = 4 * RoundBytes;
    private static readonly TimeSpan SilenceTimeout = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Searches until everything was searched or a bound is reached. After that, and after a cancellation or an error,
    /// the plan of the last step can be continued.
    /// </summary>
    /// <returns>
    /// A step for each round. While the caller does not take the next step, the search waits. Hits are in the direction of the plan; those
    /// of one partition are strictly so.
    /// </returns>
    /// <exception cref="ClusterException">Reading failed, the cluster is silent, or too many searches are running.</exception>
    public async IAsyncEnumerable<SearchStep> RunAsync(
        SearchPlan plan, SearchBounds bounds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var steps = Channel.CreateBounded<SearchStep>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var searching = clients.WithSearchConsumerAsync(
            (consumer, cancellation) =>
            {
                Search(consumer, plan, bounds, steps.Writer, cancellation);
                return true;
            },
            ended.Token);
        _ = searching.ContinueWith(done => steps.Writer.TryComplete(done.Exception?.InnerException), TaskScheduler.Default);
        try
        {
            await foreach (var step in steps.Reader.ReadAllAsync(cancellationToken)) yield return step;
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private void Search(
        IConsumer<byte[], byte[]> consumer,
        SearchPlan plan,
        SearchBounds bounds,
        ChannelWriter<SearchStep> steps,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var (hits, bytes) = (0, 0L);
        while (!plan.IsComplete && hits < bounds.MaxHits && bytes < bounds.MaxHitBytes && time.GetElapsedTime(started) < bounds.Timeout)
        {
            var step = ReadRound(consumer, plan, bounds.MaxHits - hits, cancellationToken);
            plan = step.Plan;
            hits += step.Hits.Count;
            bytes += step.Hits.Sum(hit => (long)RecordSizes.Of(hit));
            steps.WriteAsync(step, cancellationToken).AsTask().GetAwaiter().GetResult();
        }
    }

    private SearchStep ReadRound(IConsumer<byte[], byte[]> consumer, SearchPlan plan, int maxHits, CancellationToken cancellationToken)
    {
        var open = plan.Partitions.Where(partition => partition.Remaining > 0).ToList();
        var chunkBytes = RoundBytes / open.Count;
        var chunks = open.ToDictionary(
            partition => partition.Partition, partition => new PartitionChunk(plan, partition, maxHits, chunkBytes));
        Read(consumer, chunks, cancellationToken);

        var hits = RecordOrder.ByTime(chunks.Values.SelectMany(chunk => chunk.Hits));
        var taken = (plan.NewestFirst ? hits.Reverse() : hits).Take(maxHits).ToList();
        var set = taken.ToHashSet();
        return new(taken, plan with
        {
            Partitions =
            [
                .. plan.Partitions.Select(partition =>
                    chunks.TryGetValue(partition.Partition, out var chunk) ? chunk.Complete(set, chunkBytes) : partition),
            ],
            Records = plan.Records + chunks.Values.Sum(chunk => chunk.Records),
            Bytes = plan.Bytes + chunks.Values.Sum(chunk => chunk.Bytes),
        });
    }

    private void Read(
        IConsumer<byte[], byte[]> consumer, Dictionary<TopicPartition, PartitionChunk> chunks, CancellationToken cancellationToken)
    {
        consumer.Assign(chunks.Select(chunk => new TopicPartitionOffset(chunk.Key, chunk.Value.Range.From)));
        var (open, bytes, heard) = (chunks.Count, 0L, time.GetTimestamp());
        while (open > 0 && bytes < MaxRoundBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (consumer.Poll() is not { } result)
            {
                if (time.GetElapsedTime(heard) < SilenceTimeout) continue;

                throw new ClusterException(
                    ClusterErrorKind.Unavailable, $"The cluster has sent nothing for {SilenceTimeout.TotalSeconds:0} seconds.");
            }

            heard = time.GetTimestamp();
            if (!chunks.TryGetValue(result.TopicPartition, out var chunk) || chunk.IsRead) continue;

            bytes -= chunk.Bytes;
            chunk.Receive(result);
            bytes += chunk.Bytes;
            if (!chunk.IsRead) continue;

            open--;
            consumer.IncrementalUnassign([result.TopicPartition]);
        }

        foreach (var chunk in chunks.Values.Where(chunk => !chunk.IsRead)) chunk.Cut();
    }
}

/// <summary>What a round of a search has found.</summary>
/// <param name="Hits">The records, in the direction of the search.</param>
/// <param name="Plan">How far the search is.</param>
internal sealed record SearchStep(IReadOnlyList<ConsumeResult<byte[], byte[]>> Hits, SearchPlan Plan);
