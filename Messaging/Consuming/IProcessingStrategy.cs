using Confluent.Kafka;

namespace Messaging.Consuming;

/// <summary>
/// Processes and commits the records of a consumer loop, at least once or exactly once. All members run on the loop's thread, one at a
/// time; only the asynchronous part of <see cref="ProcessAsync"/>, and what a strategy starts itself, runs on other threads.
/// </summary>
internal interface IProcessingStrategy
{
    /// <summary>
    /// Whether <see cref="Commit"/> commits all partitions. The record in flight must then be completed or cancelled first, whatever its
    /// partition.
    /// </summary>
    bool CommitsAllPartitions { get; }

    /// <summary>Prepares the strategy before the loop subscribes. Returns or throws soon after the host stops.</summary>
    void Initialize();

    /// <summary>Partitions were assigned to this consumer.</summary>
    void OnPartitionsAssigned(IReadOnlyList<TopicPartition> partitions);

    /// <summary>Partitions were revoked, and what was processed is committed, or they were lost.</summary>
    void OnPartitionsRemoved(IReadOnlyList<TopicPartition> partitions);

    /// <summary>
    /// Whether records of a partition can be processed. If not, the loop pauses the partition; the strategy seeks back and resumes it
    /// later.
    /// </summary>
    bool IsReady(int partition);

    /// <summary>Processes one record. When it completes without an exception, the record was handled or dead-lettered.</summary>
    ValueTask ProcessAsync(ConsumeResult<byte[], byte[]> record, CancellationToken cancellationToken);

    /// <summary>Includes a processed record in the next commit.</summary>
    /// <returns>Whether it is processed. If not, the strategy tells <see cref="ConsumerPositions"/> when it is.</returns>
    bool MarkProcessed(ConsumeResult<byte[], byte[]> record);

    /// <summary>
    /// Commits what is processed if a commit is due. Returns the time until it must be called again; null when no commit is pending.
    /// </summary>
    /// <param name="now">The current time, as <see cref="TimeProvider.GetTimestamp"/>.</param>
    TimeSpan? CommitIfDue(long now);

    /// <summary>Commits what is processed, before partitions are revoked.</summary>
    void Commit();

    /// <summary>
    /// Partitions were lost and have new owners: aborts the open transaction, if any. <see cref="OnPartitionsRemoved"/> is called after
    /// that.
    /// </summary>
    void OnPartitionsLost();

    /// <summary>
    /// The consumed topic was deleted and created again: discards what is not committed, and starts the assigned partitions from their
    /// beginning, also in the committed offsets, which may be those of the former topic.
    /// </summary>
    /// <param name="assigned">The partitions that were assigned to this consumer before the topic was created again.</param>
    void OnTopicReplaced(IReadOnlyList<TopicPartition> assigned);

    /// <summary>The loop has failed and stops: aborts the open transaction, if any.</summary>
    void OnFailure();
}
