using System.Data.Common;

namespace Messaging;

/// <summary>
/// Writes the records of a topic into a database, exactly once: the rows of a batch and the offset of its last record are committed in one
/// transaction of the database. A class needs to know its table and nothing about Kafka's offsets.
/// </summary>
/// <typeparam name="T">The type of the record values.</typeparam>
public interface ISink<T> where T : notnull
{
    /// <summary>
    /// Writes the rows of a batch. The records of a partition are in order. A batch whose transaction is rolled back is passed again, perhaps
    /// in smaller parts.
    /// </summary>
    /// <param name="batch">The records, with their decoded values. At least one.</param>
    /// <param name="transaction">The open transaction. Its owner commits it.</param>
    /// <param name="cancellationToken">Cancelled when the batch can't be committed any more, because its partitions have moved.</param>
    /// <exception cref="DbException">
    /// The database refuses a row, or can't answer now: <see cref="ISinkDatabase.IsRefusedRow"/> decides. A refused row becomes a dead
    /// letter; everything else is tried again until it succeeds.
    /// </exception>
    /// <exception cref="Exception">A fault of the program. It ends the process, and the batch is written again after the restart.</exception>
    /// <exception cref="Contracts.InvalidRecordException">A record of the batch violates its contract: it becomes a dead letter.</exception>
    Task WriteAsync(IReadOnlyList<Record<T>> batch, DbTransaction transaction, CancellationToken cancellationToken);
}
