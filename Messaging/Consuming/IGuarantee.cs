using Confluent.Kafka;

namespace Messaging.Consuming;

/// <summary>
/// What a consumer loop does besides consuming, which is where at-least-once and exactly-once differ. All members but the
/// asynchronous rest of <see cref="ProcessAsync"/> run on the loop's thread, one at a time.
/// </summary>
internal interface IGuarantee
{
    /// <summary>Whether <see cref="Release"/> needs the record in work to be finished or cancelled first, whatever its partition.</summary>
    bool ReleasesAllAtOnce { get; }

    /// <summary>Makes ready, before the first record.</summary>
    /// <param name="waiting">To be called now and then during long waits: the loop is alive.</param>
    /// <param name="stopping">Ends the waiting.</param>
    void Start(Action waiting, CancellationToken stopping);

    /// <summary>Partitions are now this consumer's.</summary>
    void Assigned(IReadOnlyList<TopicPartition> partitions);

    /// <summary>Partitions are no longer this consumer's.</summary>
    void GivenUp(IReadOnlyList<TopicPartition> partitions);

    /// <summary>Whether records of a partition can be processed. When that changes, the guarantee itself lets them come again.</summary>
    bool IsReady(int partition);

    /// <summary>Delivers one record. When it ends without exception, the record is done: handled or dead-lettered.</summary>
    ValueTask ProcessAsync(ConsumeResult<byte[], byte[]> record, CancellationToken abandoned);

    /// <summary>Remembers that a record is done.</summary>
    void Done(ConsumeResult<byte[], byte[]> record);

    /// <summary>Does what is due, and says after how long it wants to be asked again; null when nothing is planned.</summary>
    /// <param name="now">The time, as <see cref="TimeProvider.GetTimestamp"/>.</param>
    TimeSpan? Tick(long now);

    /// <summary>Makes lasting what is done, before partitions are given up.</summary>
    void Release();

    /// <summary>Forgets what is not lasting: partitions were taken away.</summary>
    void Forget();
}
