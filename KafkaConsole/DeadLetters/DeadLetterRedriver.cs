using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Records;
using KafkaConsole.Topics;
using Messaging.DeadLetters;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// Sends dead letters back to the partitions they came from, each exactly once, however often it is called:
/// <code>
///   dead-letter topic ── (1) read ──► one caller at a time
///                                       │
///                                       │ (2) create the topic of the markers, dead-letters.redriven, if it is missing
///                                       │ (3) finish the transaction that an earlier call or another console left open
///                                       │ (4) read all markers; they are complete, because no transaction is open
///                                       │ (5) leave out what has a marker (already redriven) or no source (failed)
///                                       ▼
///   source topic ◄── record ── (6) one transaction ── marker ──► dead-letters.redriven
///                                       │
///                                       ▼ if the cluster refuses it
///                              (7) steps 3 to 6 for each dead letter alone, so that one bad record does not hold up the others
/// </code>
/// A transaction that has begun is finished even if the caller cancels; the next one does not begin.
/// </summary>
internal sealed class DeadLetterRedriver(
    DeadLetterTopics deadLetters,
    TopicCatalogue topics,
    PartitionReader reader,
    RedriveMarkers markers,
    RedriveTransactions transactions) : IDisposable
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
        var range = new ReadRange(new(topic, partition), offset, offset + 1);
        var letters = found.Holds(partition, offset) ? await ReadAsync(range, cancellationToken) : [];
        if (letters.Count == 0)
        {
            throw new ClusterException(ClusterErrorKind.NotFound, $"{topic} holds no record at partition {partition}, offset {offset}.");
        }

        return (await RedriveExclusivelyAsync(letters, cancellationToken)).Single();
    }

    /// <summary>Redrives all dead letters that a topic holds now, partition by partition and in their order.</summary>
    /// <param name="topic">The dead-letter topic.</param>
    /// <param name="report">Is given the progress before each transaction and at the end.</param>
    /// <param name="cancellationToken">Stops after the current transaction.</param>
    /// <exception cref="ClusterException">
    /// There is no such dead-letter topic, or the cluster does not answer; call again for the rest.
    /// </exception>
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
                var range = new ReadRange(new(topic, partition.Partition), next, partition.High) { MaxRecords = MaxPerTransaction };
                var letters = await ReadAsync(range, cancellationToken);
                if (letters.Count == 0) break;

                progress = progress.Add(await RedriveExclusivelyAsync(letters, cancellationToken));
                next = letters[^1].Offset.Value + 1;
            }
        }

        report?.Invoke(progress);
        return progress;
    }

    public void Dispose() => _exclusive.Dispose();

    // (1)
    private async Task<IReadOnlyList<ConsumeResult<byte[], byte[]>>> ReadAsync(ReadRange range, CancellationToken cancellationToken)
    {
        var (records, isComplete) = await reader.ReadAsync([range], ReadTimeout, cancellationToken);
        return records.Count > 0 || isComplete
            ? records
            : throw new ClusterException(
                ClusterErrorKind.Unavailable, $"The dead letters of {range.Partition.Topic} could not be read in time.");
    }

    private async Task<IReadOnlyList<RedriveOutcome>> RedriveExclusivelyAsync(
        IReadOnlyList<ConsumeResult<byte[], byte[]>> letters, CancellationToken cancellationToken)
    {
        await _exclusive.WaitAsync(cancellationToken);
        var redriving = Task.Run(() => RedriveAsync(letters), CancellationToken.None);
        _ = redriving.ContinueWith(_ => _exclusive.Release(), TaskScheduler.Default);
        return await redriving.WaitAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<RedriveOutcome>> RedriveAsync(IReadOnlyList<ConsumeResult<byte[], byte[]>> letters)
    {
        await markers.EnsureTopicAsync(CancellationToken.None); // (2)
        await CompleteMarkersAsync(); // (3) and (4)

        // (5)
        var causes = letters.Select(letter => DeadLetterCause.From(letter.Message.Headers)).ToList();
        var sources = causes.OfType<DeadLetterCause>().Select(cause => cause.Topic).ToHashSet();
        var partitions = await topics.CountPartitionsAsync(sources, CancellationToken.None);
        var leftOut = letters.Zip(causes, (letter, cause) => AlreadyRedriven(letter) ?? WithoutSource(letter, cause, partitions)).ToList();
        var batch = letters.Zip(causes)
            .Where((_, index) => leftOut[index] is null)
            .Select(pair => new RedrivableLetter(pair.First, pair.Second!))
            .ToList();

        var sent = new Queue<RedriveOutcome>(await SendTogetherAsync(batch));
        return [.. leftOut.Select(outcome => outcome ?? sent.Dequeue())];
    }

    private async Task<IReadOnlyList<RedriveOutcome>> SendTogetherAsync(List<RedrivableLetter> batch)
    {
        if (batch.Count == 0) return [];

        try
        {
            var redriven = await transactions.SendAsync(batch); // (6)
            return [.. batch.Zip(redriven, Redriven)];
        }
        catch (ClusterException e) when (e.Kind is not ClusterErrorKind.Unavailable)
        {
            var outcomes = new List<RedriveOutcome>();
            foreach (var letter in batch) outcomes.Add(await SendAloneAsync(letter)); // (7)

            return outcomes;
        }
    }

    private async Task<RedriveOutcome> SendAloneAsync(RedrivableLetter letter)
    {
        await CompleteMarkersAsync(); // (3) and (4)
        if (AlreadyRedriven(letter.Letter) is { } outcome) return outcome; // (5)

        try
        {
            var redriven = await transactions.SendAsync([letter]); // (6)
            return Redriven(letter, redriven.Single());
        }
        catch (ClusterException e) when (e.Kind is not ClusterErrorKind.Unavailable)
        {
            return Failed(letter.Letter, e.Message);
        }
    }

    private async Task CompleteMarkersAsync()
    {
        transactions.FinishEarlierTransaction(); // (3)
        await markers.CatchUpAsync(CancellationToken.None); // (4)
    }

    private RedriveOutcome? AlreadyRedriven(ConsumeResult<byte[], byte[]> letter) => markers.Find(letter.TopicPartitionOffset) is { } to
        ? new(RedriveStatus.AlreadyRedriven, letter.Partition.Value, letter.Offset.Value, to)
        : null;

    private static RedriveOutcome? WithoutSource(
        ConsumeResult<byte[], byte[]> letter, DeadLetterCause? cause, IReadOnlyDictionary<string, int> partitions)
    {
        if (cause is null)
        {
            return Failed(
                letter,
                "The record does not tell where it came from: "
                + $"its headers {DeadLetterHeaders.Topic} and {DeadLetterHeaders.Partition} are missing.");
        }

        if (cause.Truncated is not null)
        {
            return Failed(
                letter,
                $"The dead letter is truncated ({cause.Truncated}). "
                + $"The whole record was at offset {cause.Offset} of {cause.Topic} [{cause.Partition}].");
        }

        if (!partitions.TryGetValue(cause.Topic, out var count))
        {
            return Failed(letter, $"The record came from topic {cause.Topic}, which no longer exists.");
        }

        return cause.Partition < count
            ? null
            : Failed(
                letter,
                $"The record came from partition {cause.Partition} of {cause.Topic}, which has {count} partitions, numbered from 0.");
    }

    private RedriveOutcome Redriven(RedrivableLetter letter, RedrivenTo to)
    {
        markers.Add(letter.Letter.TopicPartitionOffset, to);
        return new(RedriveStatus.Redriven, letter.Letter.Partition.Value, letter.Letter.Offset.Value, to);
    }

    private static RedriveOutcome Failed(ConsumeResult<byte[], byte[]> letter, string error) =>
        new(RedriveStatus.Failed, letter.Partition.Value, letter.Offset.Value, Error: error);
}
