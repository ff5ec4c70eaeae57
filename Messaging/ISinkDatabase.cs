using System.Data.Common;

namespace Messaging;

/// <summary>
/// The database of the sinks of a service. It holds their positions in a table <c>sink_positions</c>, which the service creates:
/// <code>
///   sink             text     the consumer group
///   topic            text     the name of the topic
///   topic_partition  integer  the number of the partition
///   topic_id         text     the id of the topic; null where the cluster has no ids
///   next_offset      bigint   the offset of the next record
///   epoch            bigint   how many times the partition was claimed
///   primary key (sink, topic, topic_partition)
/// </code>
/// The statements on it are standard SQL with <c>on conflict</c> and parameters that begin with @.
/// </summary>
public interface ISinkDatabase
{
    /// <summary>Opens connections. Connections are pooled.</summary>
    DbDataSource DataSource { get; }

    /// <summary>
    /// Whether an error means that the database refuses the content of a row, now and always: a value that is out of range, a text that can't
    /// be stored, a violated constraint. All other errors are those of the database, or of a table that is not there yet.
    /// </summary>
    bool IsRefusedRow(DbException failure);

    /// <summary>
    /// Rolls back those transactions of this service for which a statement waits and that wait for their process themselves, where the
    /// database can do that: a process that hangs or is paused must not keep others from a partition that has moved.
    /// </summary>
    /// <param name="waiting">The connection whose statement waits.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DbException">The database does not answer, or refuses.</exception>
    Task EndBlockersAsync(DbConnection waiting, CancellationToken cancellationToken);
}
