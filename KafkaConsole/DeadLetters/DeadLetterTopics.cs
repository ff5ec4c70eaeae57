using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Records;
using KafkaConsole.Topics;
using Microsoft.Extensions.Options;

namespace KafkaConsole.DeadLetters;

/// <summary>The dead-letter topics and their records.</summary>
internal sealed class DeadLetterTopics(
    TopicCatalogue topics,
    RecordBrowser browser,
    LetterReader reader,
    RedriveMarkers markers,
    DeadLetterIndex index,
    IOptions<ConsoleOptions> options,
    TimeProvider time)
{
    private static readonly TimeSpan SearchTimeout = TimeSpan.FromSeconds(2);

    /// <summary>All dead-letter topics, by name.</summary>
    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public async Task<IReadOnlyList<DeadLetterTopicSummary>> ListAsync(CancellationToken cancellationToken)
    {
        var found = (await topics.ListAsync(cancellationToken)).Where(topic => options.Value.IsDeadLetterTopic(topic.Name)).ToList();
        await markers.CatchUpAsync(cancellationToken);
        var offsets = await index.ReadAsync(found, cancellationToken);
        return [.. found.Select(topic => SummaryOf(topic, offsets[topic.Name]))];
    }

    /// <summary>A dead-letter topic.</summary>
    /// <exception cref="ClusterException">There is none of that name, or the cluster does not answer.</exception>
    public async Task<TopicSummary> FindAsync(string topic, CancellationToken cancellationToken) =>
        (options.Value.IsDeadLetterTopic(topic) ? await topics.TryFindAsync(topic, cancellationToken) : null)
        ?? throw new ClusterException(ClusterErrorKind.NotFound, $"There is no dead-letter topic {topic}.");

    /// <summary>
    /// Dead letters, in the order of <see cref="RecordBrowser"/>. If the selection is restricted, the topic is searched for them, for two
    /// seconds at most.
    /// </summary>
    /// <exception cref="ClusterException">There is no such dead-letter topic or partition, or the cluster does not answer.</exception>
    public async Task<DeadLetterPage> ReadAsync(RecordQuery query, LetterSelection selection, CancellationToken cancellationToken)
    {
        var topic = await FindAsync(query.Topic, cancellationToken);
        var (records, isComplete) = selection with { Partition = null } == LetterSelection.All
            ? await browser.ReadRawAsync(query, cancellationToken)
            : await SearchAsync(topic, query, selection, cancellationToken);
        await markers.CatchUpAsync(cancellationToken);
        return new([.. records.Select(DeadLetterOf)], isComplete, markers.Ignored);
    }

    private async Task<RawRecords> SearchAsync(
        TopicSummary topic, RecordQuery query, LetterSelection selection, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var found = new List<ConsumeResult<byte[], byte[]>>();
        var isComplete = true;
        await foreach (var letters in reader.ReadAsync(topic, selection, cancellationToken))
        {
            found.AddRange(letters.Where(letter => letter.Offset.Value >= query.From.Offset && selection.Includes(letter)));
            isComplete = time.GetElapsedTime(started) < SearchTimeout;
            if (!isComplete) break;
        }

        var ordered = RecordOrder.ByTime(found);
        return new([.. query.From == RecordStart.End ? ordered.TakeLast(query.Limit) : ordered.Take(query.Limit)], isComplete);
    }

    private DeadLetter DeadLetterOf(ConsumeResult<byte[], byte[]> record) =>
        new(TopicRecord.From(record), DeadLetterCause.From(record.Message.Headers), markers.Find(record.TopicPartitionOffset));

    private DeadLetterTopicSummary SummaryOf(TopicSummary topic, IReadOnlyList<TopicPartitionOffset>? offsets) => offsets is null
        ? new(topic.Name, topic.Records, null)
        : new(topic.Name, offsets.Count, offsets.Count(letter => markers.Find(letter) is null));
}

/// <summary>A dead-letter topic.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Records">How many records it holds; at most, when <paramref name="Left"/> is null.</param>
/// <param name="Left">How many of them were not redriven; null when there are too many to count.</param>
internal sealed record DeadLetterTopicSummary(string Name, long Records, int? Left)
{
    /// <summary>How many of them were redriven; null when there are too many to count.</summary>
    public long? Redriven => Records - Left;
}

/// <summary>A record that could not be processed.</summary>
/// <param name="Record">The record.</param>
/// <param name="Cause">Where it came from and why it is here; null when its headers don't tell.</param>
/// <param name="RedrivenTo">Where it was redriven to; null when it was not.</param>
public sealed record DeadLetter(TopicRecord Record, DeadLetterCause? Cause, RedrivenTo? RedrivenTo);

/// <summary>Dead letters of a topic.</summary>
/// <param name="Records">By time; those of one partition always in their order.</param>
/// <param name="IsComplete">Whether all could be read in time.</param>
/// <param name="IgnoredMarkers">How many records of <c>dead-letters.redriven</c> have no valid signature, and so count for nothing.</param>
internal sealed record DeadLetterPage(IReadOnlyList<DeadLetter> Records, bool IsComplete, int IgnoredMarkers);
