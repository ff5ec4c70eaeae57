using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Topics;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// Decides which dead letters can be redriven: step 5 of <see cref="DeadLetterRedriver"/>. A preview makes the same decisions and writes
/// nothing.
/// </summary>
internal sealed class RedrivePlanner(
    DeadLetterTopics deadLetters,
    TopicCatalogue topics,
    LetterReader reader,
    RedriveMarkers markers,
    RedriveSources allowed,
    SourceFormats formats,
    TimeProvider time)
{
    private static readonly TimeSpan PreviewTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What would happen to each dead letter, by the markers as they were read last.</summary>
    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public async Task<IReadOnlyList<PlannedLetter>> PlanAsync(
        IReadOnlyList<ConsumeResult<byte[], byte[]>> letters, byte[]? editedValue, CancellationToken cancellationToken)
    {
        var causes = letters.Select(letter => DeadLetterCause.From(letter.Message.Headers)).ToList();
        var sources = causes.OfType<DeadLetterCause>().Select(cause => cause.Topic).ToHashSet();
        var partitions = await topics.CountPartitionsAsync(sources, cancellationToken);
        return [.. letters.Zip(causes, Plan)];

        PlannedLetter Plan(ConsumeResult<byte[], byte[]> letter, DeadLetterCause? cause)
        {
            var leftOut = AlreadyRedriven(letter)
                ?? (ErrorOf(letter.Topic, cause, partitions, editedValue) is { } error ? RedriveOutcome.Failure(letter, error) : null);
            return new(leftOut, leftOut is null ? new(letter, cause!) { EditedValue = editedValue } : null);
        }
    }

    /// <summary>What would happen to the selected dead letters, if they were redriven now. Reads for 10 seconds at most.</summary>
    /// <exception cref="ClusterException">There is no such dead-letter topic, or the cluster does not answer.</exception>
    public async Task<RedrivePreview> PreviewAsync(string topic, LetterSelection selection, CancellationToken cancellationToken)
    {
        var found = await deadLetters.FindAsync(topic, cancellationToken);
        await markers.CatchUpAsync(cancellationToken);

        var preview = new RedrivePreview(0, 0, 0, 0, [], [], [], IsComplete: true)
        {
            IgnoredMarkers = markers.Ignored,
            Ends = found.Partitions.ToDictionary(range => range.Partition, range => range.High),
        };
        var started = time.GetTimestamp();
        await foreach (var letters in reader.ReadAsync(found, selection, cancellationToken))
        {
            if (time.GetElapsedTime(started) > PreviewTimeout) return preview with { IsComplete = false };

            var selected = letters.Where(selection.Includes).ToList();
            preview = preview.Add(await PlanAsync(selected, editedValue: null, cancellationToken));
        }

        return preview;
    }

    /// <summary>The outcome for a dead letter that has a marker; null for others.</summary>
    public RedriveOutcome? AlreadyRedriven(ConsumeResult<byte[], byte[]> letter) => markers.Find(letter.TopicPartitionOffset) is { } to
        ? new(RedriveStatus.AlreadyRedriven, letter.Partition.Value, letter.Offset.Value, to)
        : null;

    private string? ErrorOf(
        string deadLetterTopic, DeadLetterCause? cause, IReadOnlyDictionary<string, int> partitions, byte[]? editedValue)
    {
        if (cause is null)
        {
            return "The record does not tell where it came from: its headers "
                + string.Join(" or ", DeadLetterVocabulary.All.Select(vocabulary => $"{vocabulary.Topic} and {vocabulary.Partition}"))
                + " are missing.";
        }

        if (allowed.ErrorOf(deadLetterTopic, cause) is { } error) return error;

        if (cause.Truncated is not null && !(editedValue is not null && cause.Truncated == "value"))
        {
            return $"The dead letter is truncated ({cause.Truncated}). "
                + $"The whole record was at offset {cause.Offset} of {cause.Topic} [{cause.Partition}].";
        }

        if (!partitions.TryGetValue(cause.Topic, out var count))
        {
            return $"The record came from topic {cause.Topic}, which no longer exists.";
        }

        if (cause.Partition >= count)
        {
            return $"The record came from partition {cause.Partition} of {cause.Topic}, which has {count} partitions, numbered from 0.";
        }

        return editedValue is not null && formats.ErrorOf(cause.Topic, editedValue) is { } mismatch
            ? $"{cause.Topic} does not take the new value: {mismatch}"
            : null;
    }
}

/// <summary>A dead letter that is to be redriven, or the outcome without redriving it.</summary>
internal sealed record PlannedLetter(RedriveOutcome? LeftOut, RedrivableLetter? Letter);
