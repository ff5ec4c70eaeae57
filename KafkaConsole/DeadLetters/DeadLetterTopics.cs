using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Records;
using KafkaConsole.Topics;

namespace KafkaConsole.DeadLetters;

/// <summary>The topics <c>….dead</c> and what they hold.</summary>
internal sealed class DeadLetterTopics(TopicCatalogue topics, RecordBrowser browser, RedriveMarkers markers, DeadLetterIndex index)
{
    private const string Suffix = ".dead";

    /// <summary>All dead-letter topics, by name.</summary>
    /// <exception cref="ClusterException">The cluster has no answer.</exception>
    public async Task<IReadOnlyList<DeadLetterTopic>> ListAsync(CancellationToken cancellationToken)
    {
        var found = await topics.ListAsync(cancellationToken);
        await markers.CatchUpAsync(cancellationToken);
        var ones = found.Where(topic => IsOne(topic.Name)).ToList();
        var offsets = await index.ReadAsync(ones, cancellationToken);
        return [.. ones.Select(topic => TopicOf(topic, offsets[topic.Name]))];
    }

    /// <summary>A dead-letter topic.</summary>
    /// <exception cref="ClusterException">There is none of that name, or the cluster has no answer.</exception>
    public async Task<TopicSummary> FindAsync(string topic, CancellationToken cancellationToken) =>
        (IsOne(topic) ? await topics.TryFindAsync(topic, cancellationToken) : null)
        ?? throw new ClusterException(ClusterFault.Unknown, $"There is no dead-letter topic {topic}.");

    /// <summary>Dead letters, as <see cref="RecordBrowser"/> finds them.</summary>
    /// <exception cref="ClusterException">There is no such dead-letter topic or partition, or the cluster has no answer.</exception>
    public async Task<DeadLetterPage> ReadAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        await FindAsync(query.Topic, cancellationToken);
        var (records, isComplete) = await browser.ReadRawAsync(query, cancellationToken);
        await markers.CatchUpAsync(cancellationToken);
        return new(
            [
                .. records.Select(record => new DeadLetter(
                    TopicRecord.Of(record), DeadLetterCause.Of(record.Message.Headers), markers.Find(record.Topic, record.Partition.Value, record.Offset.Value))),
            ],
            isComplete);
    }

    private DeadLetterTopic TopicOf(TopicSummary topic, IReadOnlyList<TopicPartitionOffset>? offsets) => offsets is null
        ? new(topic.Name, topic.Records, null)
        : new(topic.Name, offsets.Count, offsets.Count(letter => markers.Find(letter.Topic, letter.Partition.Value, letter.Offset.Value) is null));

    private static bool IsOne(string topic) => topic.EndsWith(Suffix, StringComparison.Ordinal);
}

/// <summary>A dead-letter topic.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Records">How many records it holds; at most, when <paramref name="Left"/> is not known.</param>
/// <param name="Left">How many of them have not gone back; null where there are too many to count.</param>
internal sealed record DeadLetterTopic(string Name, long Records, int? Left)
{
    /// <summary>How many of them went back; null where there are too many to count.</summary>
    public long? Redriven => Records - Left;
}

/// <summary>A record that could not be processed.</summary>
/// <param name="Record">The record.</param>
/// <param name="Cause">Where it came from and why it is here; null when its headers don't say.</param>
/// <param name="Redriven">Where it went back to; null when it did not.</param>
internal sealed record DeadLetter(TopicRecord Record, DeadLetterCause? Cause, Redriven? Redriven);

/// <summary>Dead letters of a topic.</summary>
/// <param name="Records">The dead letters, by time; those of one partition always in their order.</param>
/// <param name="IsComplete">Whether all that was wanted could be read in time.</param>
internal sealed record DeadLetterPage(IReadOnlyList<DeadLetter> Records, bool IsComplete);
