using System.Data.Common;
using Messaging;

namespace SinkService.Database;

/// <summary>
/// The database of this service. All that differs between PostgreSQL and SQLite is below this class: how rows get in quickly, which errors are
/// those of a row, locks, and the few expressions that are not the same SQL. Queries are written once.
/// </summary>
internal abstract class SinkDatabase : ISinkDatabase
{
    /// <inheritdoc/>
    public abstract DbDataSource DataSource { get; }

    /// <inheritdoc/>
    public abstract bool IsRefusedRow(DbException failure);

    /// <inheritdoc/>
    public abstract Task EndBlockersAsync(DbConnection waiting, CancellationToken cancellationToken);

    /// <summary>Adds rows. One whose key is already in the table makes the database refuse all of them.</summary>
    /// <param name="transaction">The open transaction.</param>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows; there may be none.</param>
    /// <param name="write">Writes the columns of one row.</param>
    /// <param name="cancellationToken">Ends the call; the transaction must be rolled back then.</param>
    /// <typeparam name="TRow">What a row is made of.</typeparam>
    /// <exception cref="DbException">The rows are not written: see <see cref="IsRefusedRow"/>.</exception>
    public abstract Task InsertAsync<TRow>(
        DbTransaction transaction, Table table, IReadOnlyList<TRow> rows, Action<IRowWriter, TRow> write, CancellationToken cancellationToken);

    /// <summary>Adds rows, or replaces those that have the same key. Of several rows with one key the last one stays.</summary>
    /// <inheritdoc cref="InsertAsync"/>
    public abstract Task UpsertAsync<TRow>(
        DbTransaction transaction, Table table, IReadOnlyList<TRow> rows, Action<IRowWriter, TRow> write, CancellationToken cancellationToken);

    /// <summary>Returns an SQL expression for the start of the interval that an instant is in, which is an instant, too.</summary>
    /// <param name="column">The column with the instant, or another SQL expression. It must not come from outside.</param>
    /// <param name="bucket">The length of the interval.</param>
    public abstract string Bucket(string column, TimeBucket bucket);

    /// <summary>The folder of the migrations for this kind of database.</summary>
    internal abstract string MigrationsFolder { get; }

    /// <summary>Waits until no other transaction has this lock, and holds it until the end of the transaction.</summary>
    internal abstract Task LockAsync(DbTransaction transaction, DatabaseLock name, CancellationToken cancellationToken);

    /// <summary>Takes this lock until the end of the transaction, unless another transaction has it: then it returns false.</summary>
    internal abstract Task<bool> TryLockAsync(DbTransaction transaction, DatabaseLock name, CancellationToken cancellationToken);

    /// <summary>Whether there is a table with this name.</summary>
    internal abstract Task<bool> HasTableAsync(DbTransaction transaction, string table, CancellationToken cancellationToken);
}
