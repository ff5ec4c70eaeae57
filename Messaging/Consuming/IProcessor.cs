using Messaging.Publishing;

namespace Messaging.Consuming;

/// <summary>
/// A step from the records of one topic to others that keeps state, exactly once: its state per source partition, what it sends, and the
/// offsets of what it was given become lasting together. It sends its state too, reads it back when it is given a partition, and discards
/// it when the partition goes or a transaction is aborted.
/// </summary>
/// <typeparam name="T">The value of a record.</typeparam>
public interface IProcessor<T> where T : notnull
{
    /// <summary>Whether there is a state to be restored when a partition comes; without one, records come at once.</summary>
    bool HasState { get; }

    /// <summary>
    /// Waits until partitions could be taken over at once. Only then this instance joins its group, since what it is given others no
    /// longer process.
    /// </summary>
    /// <param name="cancellationToken">Cancelled when the host stops.</param>
    Task WarmUpAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Waits until all that was written for a partition can be read back. Records of other partitions go on meanwhile; this alone may be
    /// called while another member is.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Cancelled when the partition is taken away again.</param>
    /// <exception cref="Exception">The state can't be brought back: the process ends with a non-zero exit code.</exception>
    Task PrepareAsync(int partition, CancellationToken cancellationToken);

    /// <summary>Brings back the state of a partition, before any record of it is processed.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="committed">The offset that the group would go on from, as it was before <see cref="PrepareAsync"/>; null for none.</param>
    /// <returns>The offset to go on from; null goes on from the beginning.</returns>
    long? Restore(int partition, long? committed);

    /// <summary>Processes one record. Throws before it changes anything: it is asked again after a failure.</summary>
    /// <param name="record">The record.</param>
    /// <param name="output">What to send for it.</param>
    /// <exception cref="Contracts.InvalidRecordException">The record breaks its contract: it is dead-lettered without another attempt.</exception>
    /// <exception cref="Exception">Anything else: the record is tried again, and dead-lettered after the last attempt.</exception>
    void Process(Record<T> record, ICollection<OutgoingRecord> output);

    /// <summary>Whether there is something to send although no record came: it is sent within a fraction of a second.</summary>
    bool HasOutput { get; }

    /// <summary>
    /// A transaction is about to be committed: sends what must be lasting with the records processed in it. Such a record is in the trace
    /// of the last of its <see cref="OutgoingRecord.ParentSpans"/>, and in none when it has no parent spans.
    /// </summary>
    void Flush(ICollection<OutgoingRecord> output);

    /// <summary>What was flushed last is lasting.</summary>
    void Committed();

    /// <summary>Discards the state of a partition: it was revoked, or a transaction was aborted and the state will be restored.</summary>
    void DiscardState(int partition);
}
