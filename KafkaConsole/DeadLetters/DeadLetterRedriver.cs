using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Records;
using KafkaConsole.Topics;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// Puts dead letters back to where they came from, each once, whoever asks how often:
/// <code>
///   one at a time ─► earlier transactions are settled ─► all markers are read ─► those without one ─► record + marker, in one transaction
/// </code>
/// What began is finished even if who asked for it goes away; between two transactions it stops.
/// </summary>
internal sealed class Redrive(
    DeadLetterTopics deadLetters, TopicCatalogue topics, PartitionReader reader, RedriveMarkers markers, RedriveTransactions transactions) : IDisposable
{
    private const int MaxPerTransaction = 100;
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Sends one dead letter back.</summary>
    /// <exception cref="ClusterException">
    /// There is no such dead letter, or the cluster has no answer: then it is not known whether it went, and may be asked for again.
    /// </exception>
    public async Task<RedriveOutcome> OneAsync(string topic, int partition, long offset, CancellationToken cancellationToken)
    {
        var found = await deadLetters.FindAsync(topic, cancellationToken);
        var isKept = found.Partitions.Any(range => range.Partition == partition && range.Low <= offset && offset < range.High);
        var letters = isKept ? await ReadAsync(new(new(topic, partition), offset, offset + 1), cancellationToken) : [];
        if (letters.Count == 0)
            throw new ClusterException(ClusterFault.Unknown, $"{topic} holds no record at partition {partition}, offset {offset}.");

        return (await InTurnAsync(letters, cancellationToken)).Single();
    }

    /// <summary>Sends back all that a dead-letter topic holds now, partition by partition and in their order.</summary>
    /// <returns>What became of them.</returns>
    /// <exception cref="ClusterException">There is no such dead-letter topic, or the cluster has no answer; ask again for the rest.</exception>
    public async Task<RedriveProgress> AllAsync(string topic, Action<RedriveProgress>? report, CancellationToken cancellationToken)
    {
        var found = await deadLetters.FindAsync(topic, cancellationToken);
        var progress = new RedriveProgress(found.Records, 0, 0, 0, []);
        foreach (var partition in found.Partitions)
        {
            var next = partition.Low;
            while (next < partition.High)
            {
                report?.Invoke(progress);
                var letters = await ReadAsync(new(new(topic, partition.Partition), next, partition.High) { MaxRecords = MaxPerTransaction }, cancellationToken);
                if (letters.Count == 0) break;

                progress = progress.And(await InTurnAsync(letters, cancellationToken));
                next = letters[^1].Offset.Value + 1;
            }
        }

        report?.Invoke(progress);
        return progress;
    }

    public void Dispose() => _turn.Dispose();

    private async Task<IReadOnlyList<ConsumeResult<byte[], byte[]>>> ReadAsync(ReadRange range, CancellationToken cancellationToken)
    {
        var (records, isComplete) = await reader.ReadAsync([range], ReadPatience, cancellationToken);
        return records.Count > 0 || isComplete
            ? records
            : throw new ClusterException(ClusterFault.Unavailable, $"The dead letters of {range.Partition.Topic} could not be read in time.");
    }

    private async Task<IReadOnlyList<RedriveOutcome>> InTurnAsync(IReadOnlyList<ConsumeResult<byte[], byte[]>> letters, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        var work = Task.Run(() => SendAsync(letters), CancellationToken.None);
        _ = work.ContinueWith(_ => _turn.Release(), TaskScheduler.Default);
        return await work.WaitAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<RedriveOutcome>> SendAsync(IReadOnlyList<ConsumeResult<byte[], byte[]>> letters)
    {
        await markers.EnsureTopicAsync(CancellationToken.None);
        await SettleAsync();
        var causes = letters.ToDictionary(letter => letter.TopicPartitionOffset, letter => DeadLetterCause.Of(letter.Message.Headers));
        var partitions = await topics.CountPartitionsAsync(causes.Values.OfType<DeadLetterCause>().Select(cause => cause.Topic).ToHashSet(), CancellationToken.None);

        var outcomes = letters.ToDictionary(letter => letter.TopicPartitionOffset, letter => Refusal(letter, causes[letter.TopicPartitionOffset], partitions));
        var batch = letters.Where(letter => outcomes[letter.TopicPartitionOffset] is null).Select(letter => (letter, causes[letter.TopicPartitionOffset]!)).ToList();
        foreach (var outcome in await SendAsync(batch))
            outcomes[new(letters[0].TopicPartition, outcome.Offset)] = outcome;

        return [.. letters.Select(letter => outcomes[letter.TopicPartitionOffset]!)];
    }

    /// <summary>Sends all in one transaction; if that is refused, each in one of its own, so that one bad record does not keep the others.</summary>
    private async Task<List<RedriveOutcome>> SendAsync(List<(ConsumeResult<byte[], byte[]> Letter, DeadLetterCause Cause)> batch)
    {
        if (batch.Count == 0) return [];

        try
        {
            var went = await transactions.SendAsync(batch);
            return [.. batch.Zip(went, (sent, redriven) => Done(sent.Letter, redriven))];
        }
        catch (ClusterException e) when (e.Fault is not ClusterFault.Unavailable)
        {
            var outcomes = new List<RedriveOutcome>();
            foreach (var one in batch)
                outcomes.Add(await SendAgainAsync(one));

            return outcomes;
        }
    }

    private async Task<RedriveOutcome> SendAgainAsync((ConsumeResult<byte[], byte[]> Letter, DeadLetterCause Cause) one)
    {
        await SettleAsync();
        try
        {
            return OutcomeOf(one.Letter) ?? Done(one.Letter, (await transactions.SendAsync([one])).Single());
        }
        catch (ClusterException e) when (e.Fault is not ClusterFault.Unavailable)
        {
            return new(RedriveStatus.Failed, one.Letter.Partition.Value, one.Letter.Offset.Value, Fault: e.Message);
        }
    }

    // In this order: once nothing is pending, the markers say all.
    private async Task SettleAsync()
    {
        transactions.Prepare();
        await markers.CatchUpAsync(CancellationToken.None);
    }

    private RedriveOutcome? Refusal(ConsumeResult<byte[], byte[]> letter, DeadLetterCause? cause, IReadOnlyDictionary<string, int> partitions)
    {
        if (OutcomeOf(letter) is { } known) return known;

        var fault =
            cause is null ? "It does not say where it came from: it has no headers dead-letter.topic and dead-letter.partition."
            : !partitions.TryGetValue(cause.Topic, out var count) ? $"It came from {cause.Topic}, which is no topic any more."
            : cause.Partition >= count ? $"It came from partition {cause.Partition} of {cause.Topic}, which has {count} of them, from 0."
            : null;
        return fault is null ? null : new(RedriveStatus.Failed, letter.Partition.Value, letter.Offset.Value, Fault: fault);
    }

    private RedriveOutcome? OutcomeOf(ConsumeResult<byte[], byte[]> letter) =>
        markers.Find(letter.Topic, letter.Partition.Value, letter.Offset.Value) is { } went
            ? new(RedriveStatus.Already, letter.Partition.Value, letter.Offset.Value, went)
            : null;

    private RedriveOutcome Done(ConsumeResult<byte[], byte[]> letter, Redriven went)
    {
        markers.Add(letter.Topic, letter.Partition.Value, letter.Offset.Value, went);
        return new(RedriveStatus.Redriven, letter.Partition.Value, letter.Offset.Value, went);
    }
}
