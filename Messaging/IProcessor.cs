namespace Messaging;

/// <summary>
/// Processes the records of a topic exactly once and keeps state for each source partition. One transaction commits the records that it
/// sends and the offsets of the records that it has processed. The processor also sends its state as records in the same transaction. It
/// restores the state when a partition is assigned, and discards it when the partition is revoked or a transaction is aborted.
/// <code>
///   start ─► WarmUpAsync ─► for each assigned partition:
///
///   PrepareAsync ─► Restore ─► Process, Process, … ─► Flush ─► Committed ─► Process, …
///        ▲                             │ aborted          │        │ revoked or lost
///        └──────── DiscardState ◄──────┴──────────────────┘        └─► DiscardState
/// </code>
/// </summary>
/// <typeparam name="T">The type of the record values.</typeparam>
public interface IProcessor<T> where T : notnull
{
    /// <summary>Whether state must be restored when a partition is assigned. Without state, processing starts immediately.</summary>
    bool HasState { get; }

    /// <summary>
    /// Prepares this instance before it joins the group, and completes when it could restore the state of any partition quickly. The loop
    /// subscribes after that: a partition that is assigned earlier would be idle until its state is loaded.
    /// </summary>
    /// <param name="cancellationToken">Cancelled when the host stops.</param>
    Task WarmUpAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Waits until all state that was written for a partition can be read. Other partitions are processed meanwhile: this method runs in
    /// the background while the loop calls other members. The loop calls those one at a time.
    /// </summary>
    /// <param name="partition">The number of the source partition.</param>
    /// <param name="cancellationToken">Cancelled when the partition is revoked or lost.</param>
    /// <exception cref="Exception">The state can't be restored: the process stops with exit code 1.</exception>
    Task PrepareAsync(int partition, CancellationToken cancellationToken);

    /// <summary>Restores the state of a partition. Its records are processed after that.</summary>
    /// <param name="partition">The number of the source partition.</param>
    /// <param name="committed">The offset that was committed before <see cref="PrepareAsync"/> was called; null for none.</param>
    /// <param name="topicId">
    /// The id of the consumed topic; null when the cluster has no ids. A topic that was deleted and created again has another one: offsets
    /// that the state has from the former topic mean nothing in it.
    /// </param>
    /// <returns>The offset of the next record to process; null for the beginning of the partition.</returns>
    long? Restore(int partition, long? committed, string? topicId);

    /// <summary>Processes one record. If it throws, it must not have changed any state, because the record is then retried.</summary>
    /// <param name="record">The record, with its decoded value.</param>
    /// <param name="output">Receives the records to send.</param>
    /// <exception cref="Contracts.InvalidRecordException">
    /// The record violates its contract: it is dead-lettered without a retry.
    /// </exception>
    /// <exception cref="Exception">Any other failure: the record is retried, and dead-lettered after the last attempt.</exception>
    void Process(Record<T> record, ICollection<OutgoingRecord> output);

    /// <summary>Whether there is output although no record was processed. The loop then opens a transaction for it.</summary>
    bool HasOutput { get; }

    /// <summary>
    /// Adds the state that has changed to the output, before a transaction is committed. Each record continues the trace of the last of its
    /// <see cref="OutgoingRecord.ParentSpans"/>; without parent spans it has no trace.
    /// </summary>
    void Flush(ICollection<OutgoingRecord> output);

    /// <summary>The transaction with the last flushed records is committed.</summary>
    void Committed();

    /// <summary>
    /// Discards the state of a partition that was revoked, or whose state will be restored because a transaction was aborted.
    /// </summary>
    void DiscardState(int partition);
}
