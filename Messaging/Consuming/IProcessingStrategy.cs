using Confluent.Kafka;

namespace Messaging.Consuming;

/// <summary>
/// What a consumer loop does besides consuming, which is where at-least-once and exactly-once differ. All members but the
/// asynchronous rest of <see cref="ProcessAsync"/> run on the loop's thread, one at a time.
/// </summary>
internal interface IProcessingStrategy
{
    /// <summary>Whether <see cref="Commit"/> needs the record in flight to be finished or cancelled first, whatever its partition.</summary>
    bool CommitsAllPartitions { get; }

    /// <summary>Makes ready, before the first record.</summary>
    /// <param name="heartbeat">To be called now and then during long waits: the loop is alive.</param>
    /// <param name="stopping">Ends the waiting.</param>
    void Initialize(Action heartbeat, CancellationToken stopping);

    /// <summary>Partitions are now this consumer's.</summary>
    void OnPartitionsAssigned(IReadOnlyList<TopicPartition> partitions);

    /// <summary>Partitions are no longer this consumer's, whether they were revoked or lost.</summary>
    void OnPartitionsRevoked(IReadOnlyList<TopicPartition> partitions);

    /// <summary>Whether records of a partition can be processed. When that changes, the strategy itself lets them come again.</summary>
    bool IsReady(int partition);

    /// <summary>Delivers one record. When it ends without exception, the record is done: handled or dead-lettered.</summary>
    ValueTask ProcessAsync(ConsumeResult<byte[], byte[]> record, CancellationToken cancellationToken);

    /// <summary>Remembers that a record is processed, for the next commit.</summary>
    void MarkProcessed(ConsumeResult<byte[], byte[]> record);

    /// <summary>Commits what is processed once that is due. Returns the time until the next call; null when nothing is planned.</summary>
    /// <param name="now">The time, as <see cref="TimeProvider.GetTimestamp"/>.</param>
    TimeSpan? CommitIfDue(long now);

    /// <summary>Commits what is processed, before partitions are revoked.</summary>
    void Commit();

    /// <summary>Partitions have a new owner already: takes back what is not committed. <see cref="OnPartitionsRevoked"/> follows.</summary>
    void OnPartitionsLost();

    /// <summary>The loop has failed and ends: takes back what is not committed.</summary>
    void OnFailure();
}
