namespace Messaging;

/// <summary>Handles each record of a topic at least once.</summary>
/// <typeparam name="T">The type of the record values.</typeparam>
public interface IHandler<T>
{
    /// <summary>
    /// Handles one record. The loop passes one record at a time, those of a partition in order, and waits until the handler has completed.
    /// The same record can be redelivered after a failure or a restart. A handler that takes long must not block its thread.
    /// </summary>
    /// <param name="record">The record, with its decoded value.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the handler has not returned <c>HandlerShutdownTimeout</c> after the host stops or the partition is revoked, and
    /// immediately when the partition is lost.
    /// </param>
    /// <exception cref="Contracts.InvalidRecordException">
    /// The record violates its contract: it is dead-lettered without a retry.
    /// </exception>
    /// <exception cref="Exception">Any other failure: the record is retried, and dead-lettered after the last attempt.</exception>
    ValueTask HandleAsync(Record<T> record, CancellationToken cancellationToken);
}
