namespace Messaging.Consuming;

/// <summary>Does something with each record of a topic, at least once.</summary>
/// <typeparam name="T">The value of a record.</typeparam>
public interface IHandler<T>
{
    /// <summary>
    /// Handles one record. Records come one at a time, those of one partition in order; the next comes when this one is done. The same
    /// record can come again after a failure or a restart. A handler may take its time, without blocking its thread.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellationToken">Cancelled when the work is no longer wanted: the host stops, or another instance took the partition.</param>
    /// <exception cref="Contracts.InvalidRecordException">The record breaks its contract: it is dead-lettered without another attempt.</exception>
    /// <exception cref="Exception">Anything else: the record is tried again, and dead-lettered after the last attempt.</exception>
    ValueTask HandleAsync(Record<T> record, CancellationToken cancellationToken);
}
