using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Records;
using KafkaConsole.Topics;
using Messaging.DeadLetters;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// Sends dead letters back to the partitions they came from, each exactly once, however often it is called:
/// <code>
///   one caller at a time ─► finish earlier transactions ─► read all markers ─► for those without one: record + marker, in one transaction
/// </code>
/// A transaction that has begun is finished even if the caller cancels; the next one does not begin.
/// </summary>
internal sealed class DeadLetterRedriver(
    DeadLetterTopics deadLetters, TopicCatalogue topics, PartitionReader reader, RedriveMarkers markers, RedriveTransactions transactions) : IDisposable
{
    private const int MaxPerTransaction = 100;
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _exclusive = new(1);

    /// <summary>Redrives one dead letter.</summary>
    /// <exception cref="ClusterException">
    /// There is no such dead letter, or the cluster does not answer. In the latter case the outcome is unknown; calling again is safe.
    /// </exception>
    public async Task<RedriveOutcome> RedriveAsync(string topic, int partition, long offset, CancellationToken cancellationToken)
    {
        var found = await deadLetters.FindAsync(topic, cancellationToken);
        var isKept = found.Partitions.Any(range => range.Partition == partition && range.Low <= offset && offset < range.High);
        var letters = isKept ? await ReadAsync(new(new(topic, partition), offset, offset + 1), cancellationToken) : [];
        if (letters.Count == 0)
            throw new ClusterException(ClusterErrorKind.NotFound, $"{topic} holds no record at partition {partition}, offset {offset}.");

        return (await RunExclusivelyAsync(letters, cancellationToken)).Single();
    }

    /// <summary>Redrives all dead letters that a topic holds now, partition by partition and in their order.</summary>
    /// <param name="topic">The dead-letter topic.</param>
    /// <param name="report">Is given the progress before each transaction.</param>
    /// <param name="cancellationToken">Stops after the current transaction.</param>
    /// <exception cref="ClusterException">There is no such dead-letter topic, or the cluster does not answer; call again for the rest.</exception>
    public async Task<RedriveProgress> RedriveAllAsync(string topic, Action<RedriveProgress>? report, CancellationToken cancellationToken)
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

                progress = progress.Add(await RunExclusivelyAsync(letters, cancellationToken));
                next = letters[^1].Offset.Value + 1;
            }
        }

        report?.Invoke(progress);
        return progress;
    }

    public void Dispose() => _exclusive.Dispose();

    private async Task<IReadOnlyList<ConsumeResult<byte[], byte[]>>> ReadAsync(ReadRange range, CancellationToken cancellationToken)
    {
        var (records, isComplete) = await reader.ReadAsync([range], ReadTimeout, cancellationToken);
        return records.Count > 0 || isComplete
            ? records
            : throw new ClusterException(ClusterErrorKind.Unavailable, $"The dead letters of {range.Partition.Topic} could not be read in time.");
    }

    private async Task<IReadOnlyList<RedriveOutcome>> RunExclusivelyAsync(IReadOnlyList<ConsumeResult<byte[], byte[]>> letters, CancellationToken cancellationToken)
    {
        await _exclusive.WaitAsync(cancellationToken);
        var work = Task.Run(() => SendAsync(letters), CancellationToken.None);
        _ = work.ContinueWith(_ => _exclusive.Release(), TaskScheduler.Default);
        return await work.WaitAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<RedriveOutcome>> SendAsync(IReadOnlyList<ConsumeResult<byte[], byte[]>> letters)
    {
        await markers.EnsureTopicAsync(CancellationToken.None);
        await EnsureNothingPendingAsync();
        var causes = letters.ToDictionary(letter => letter.TopicPartitionOffset, letter => DeadLetterCause.From(letter.Message.Headers));
        var partitions = await topics.CountPartitionsAsync(causes.Values.OfType<DeadLetterCause>().Select(cause => cause.Topic).ToHashSet(), CancellationToken.None);

        var outcomes = letters.ToDictionary(letter => letter.TopicPartitionOffset, letter => Refusal(letter, causes[letter.TopicPartitionOffset], partitions));
        var batch = letters.Where(letter => outcomes[letter.TopicPartitionOffset] is null).Select(letter => (letter, causes[letter.TopicPartitionOffset]!)).ToList();
        foreach (var outcome in await SendAsync(batch))
            outcomes[new(letters[0].TopicPartition, outcome.Offset)] = outcome;

        return [.. letters.Select(letter => outcomes[letter.TopicPartitionOffset]!)];
    }

    /// <summary>Sends all in one transaction; if the cluster refuses it, each in its own, so that one bad record does not hold up the others.</summary>
    private async Task<List<RedriveOutcome>> SendAsync(List<(ConsumeResult<byte[], byte[]> Letter, DeadLetterCause Cause)> batch)
    {
        if (batch.Count == 0) return [];

        try
        {
            var redriven = await transactions.SendAsync(batch);
            return [.. batch.Zip(redriven, (sent, to) => Done(sent.Letter, to))];
        }
        catch (ClusterException e) when (e.Kind is not ClusterErrorKind.Unavailable)
        {
            var outcomes = new List<RedriveOutcome>();
            foreach (var one in batch)
                outcomes.Add(await SendAgainAsync(one));

            return outcomes;
        }
    }

    private async Task<RedriveOutcome> SendAgainAsync((ConsumeResult<byte[], byte[]> Letter, DeadLetterCause Cause) one)
    {
        await EnsureNothingPendingAsync();
        try
        {
            return OutcomeOf(one.Letter) ?? Done(one.Letter, (await transactions.SendAsync([one])).Single());
        }
        catch (ClusterException e) when (e.Kind is not ClusterErrorKind.Unavailable)
        {
            return new(RedriveStatus.Failed, one.Letter.Partition.Value, one.Letter.Offset.Value, Error: e.Message);
        }
    }

    // In this order: when no transaction is open, the markers are complete.
    private async Task EnsureNothingPendingAsync()
    {
        transactions.Prepare();
        await markers.CatchUpAsync(CancellationToken.None);
    }

    private RedriveOutcome? Refusal(ConsumeResult<byte[], byte[]> letter, DeadLetterCause? cause, IReadOnlyDictionary<string, int> partitions)
    {
        if (OutcomeOf(letter) is { } known) return known;

        var error =
            cause is null ? $"The record does not tell where it came from: its headers {DeadLetterHeaders.Topic} and {DeadLetterHeaders.Partition} are missing."
            : !partitions.TryGetValue(cause.Topic, out var count) ? $"The record came from topic {cause.Topic}, which no longer exists."
            : cause.Truncated is not null ? $"The dead letter is truncated ({cause.Truncated}). The whole record was at offset {cause.Offset} of {cause.Topic} [{cause.Partition}]."
            : cause.Partition >= count ? $"The record came from partition {cause.Partition} of {cause.Topic}, which has {count} partitions, numbered from 0."
            : null;
        return error is null ? null : new(RedriveStatus.Failed, letter.Partition.Value, letter.Offset.Value, Error: error);
    }

    private RedriveOutcome? OutcomeOf(ConsumeResult<byte[], byte[]> letter) =>
        markers.Find(letter.TopicPartitionOffset) is { } to
            ? new(RedriveStatus.AlreadyRedriven, letter.Partition.Value, letter.Offset.Value, to)
            : null;

    private RedriveOutcome Done(ConsumeResult<byte[], byte[]> letter, RedrivenTo to)
    {
        markers.Add(letter.TopicPartitionOffset, to);
        return new(RedriveStatus.Redriven, letter.Partition.Value, letter.Offset.Value, to);
    }
}
