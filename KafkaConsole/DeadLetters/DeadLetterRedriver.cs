using Confluent.Kafka;
using KafkaConsole.Cluster;

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
    LetterReader reader,
    RedrivePlanner planner,
    RedriveMarkers markers,
    RedriveTransactions transactions) : IDisposable
{
    private const int MaxPerTransaction = 100;

    private readonly SemaphoreSlim _exclusive = new(1);

    /// <summary>Redrives one dead letter, with a new value if there is an edit.</summary>
    /// <exception cref="ClusterException">
    /// There is no such dead letter, or the cluster does not answer. In the latter case the outcome is unknown; calling again is safe.
    /// </exception>
    public async Task<RedriveOutcome> RedriveAsync(
        string topic, int partition, long offset, LetterEdit? edit, CancellationToken cancellationToken)
    {
        var found = await deadLetters.FindAsync(topic, cancellationToken);
        var letter = await reader.ReadAsync(found, partition, offset, cancellationToken);
        var (value, error) = edit?.ValueFor(letter) ?? default;
        if (error is not null) return RedriveOutcome.Failure(letter, error);

        return (await RedriveExclusivelyAsync([letter], value, cancellationToken)).Single();
    }

    /// <summary>Redrives the selected dead letters that a topic holds now, partition by partition and in their order.</summary>
    /// <param name="topic">The dead-letter topic.</param>
    /// <param name="selection">Which of its dead letters.</param>
    /// <param name="report">Is given the progress before each transaction and at the end.</param>
    /// <param name="cancellationToken">Stops after the current transaction.</param>
    /// <exception cref="ClusterException">
    /// There is no such dead-letter topic, or the cluster does not answer; call again for the rest.
    /// </exception>
    public async Task<RedriveProgress> RedriveAllAsync(
        string topic, LetterSelection selection, Action<RedriveProgress>? report, CancellationToken cancellationToken)
    {
        var found = await deadLetters.FindAsync(topic, cancellationToken);
        var progress = new RedriveProgress(selection.RangesOf(found).Sum(range => range.Records), 0, 0, 0, 0, []);
        await foreach (var letters in reader.ReadAsync(found, selection, cancellationToken))
        {
            var selected = letters.Where(selection.Includes).ToList();
            progress = progress with { NotSelected = progress.NotSelected + letters.Count - selected.Count };
            foreach (var batch in selected.Chunk(MaxPerTransaction))
            {
                report?.Invoke(progress);
                progress = progress.Add(await RedriveExclusivelyAsync(batch, editedValue: null, cancellationToken));
            }
        }

        report?.Invoke(progress);
        return progress;
    }

    public void Dispose() => _exclusive.Dispose();

    private async Task<IReadOnlyList<RedriveOutcome>> RedriveExclusivelyAsync(
        IReadOnlyList<ConsumeResult<byte[], byte[]>> letters, byte[]? editedValue, CancellationToken cancellationToken)
    {
        await _exclusive.WaitAsync(cancellationToken);
        var redriving = Task.Run(() => RedriveAsync(letters, editedValue), CancellationToken.None);
        _ = redriving.ContinueWith(_ => _exclusive.Release(), TaskScheduler.Default);
        return await redriving.WaitAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<RedriveOutcome>> RedriveAsync(
        IReadOnlyList<ConsumeResult<byte[], byte[]>> letters, byte[]? editedValue)
    {
        await markers.EnsureTopicAsync(CancellationToken.None); // (2)
        await CompleteMarkersAsync(); // (3) and (4)
        var plan = await planner.PlanAsync(letters, editedValue, CancellationToken.None); // (5)
        var batch = plan.Select(planned => planned.Letter).OfType<RedrivableLetter>().ToList();
        var sent = new Queue<RedriveOutcome>(await SendTogetherAsync(batch));
        return [.. plan.Select(planned => planned.LeftOut ?? sent.Dequeue())];
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
        if (planner.AlreadyRedriven(letter.Letter) is { } outcome) return outcome; // (5)

        try
        {
            var redriven = await transactions.SendAsync([letter]); // (6)
            return Redriven(letter, redriven.Single());
        }
        catch (ClusterException e) when (e.Kind is not (ClusterErrorKind.Unavailable or ClusterErrorKind.Superseded))
        {
            return RedriveOutcome.Failure(letter.Letter, e.Message);
        }
    }

    private async Task CompleteMarkersAsync()
    {
        transactions.FinishEarlierTransaction(); // (3)
        await markers.CatchUpAsync(CancellationToken.None); // (4)
    }

    private RedriveOutcome Redriven(RedrivableLetter letter, RedrivenTo to)
    {
        markers.Add(letter.Letter.TopicPartitionOffset, to);
        return new(RedriveStatus.Redriven, letter.Letter.Partition.Value, letter.Letter.Offset.Value, to);
    }
}
