using System.Data.Common;
using Dapper;
using SinkService.Database;

namespace SinkService.Migrations;

/// <summary>
/// Applies the migrations that a database does not have yet. Each is applied in a transaction of its own, together with its row in the table
/// <c>schema_migrations</c>, which the first one creates. A lock makes others wait who do the same at once; they find it applied then.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="migrations">All migrations, in order.</param>
/// <param name="time">The clock.</param>
internal sealed class Migrator(SinkDatabase database, IReadOnlyList<Migration> migrations, TimeProvider time)
{
    /// <summary>Applies what is missing, and returns it.</summary>
    /// <exception cref="SchemaException">The database is newer than the program, or a migration was changed after it was applied.</exception>
    /// <exception cref="DbException">The database can't be reached, or refuses a migration. Nothing of that migration is applied.</exception>
    public async Task<IReadOnlyList<Migration>> ApplyAsync(CancellationToken cancellationToken)
    {
        var applied = new List<Migration>();
        while (await ApplyNextAsync(cancellationToken) is { } migration) applied.Add(migration);
        return applied;
    }

    private async Task<Migration?> ApplyNextAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await database.LockAsync(transaction, DatabaseLock.Migrations, cancellationToken);
        var applied = await AppliedAsync(transaction, cancellationToken);
        Verify(applied);
        if (applied.Count == migrations.Count) return null;

        var next = migrations[applied.Count];
        await connection.ExecuteAsync(Command(transaction, next.Sql, null, cancellationToken));
        await connection.ExecuteAsync(Command(
            transaction,
            "insert into schema_migrations (version, name, hash, applied_at) values (@Version, @Name, @Hash, @AppliedAt)",
            new { next.Version, next.Name, next.Hash, AppliedAt = time.GetUtcNow() },
            cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return next;
    }

    private async Task<List<Applied>> AppliedAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (!await database.HasTableAsync(transaction, "schema_migrations", cancellationToken)) return [];

        var command = Command(transaction, "select name, hash from schema_migrations order by version", null, cancellationToken);
        return [.. await transaction.Connection!.QueryAsync<Applied>(command)];
    }

    private void Verify(List<Applied> applied)
    {
        foreach (var (known, found) in migrations.Zip(applied))
        {
            if (known.Name != found.Name || known.Hash != found.Hash)
            {
                throw new SchemaException(
                    $"The database has another {found.Name} than this program has in {known.Name}: a migration must not change once it is applied. "
                    + "Restore the file, and make the change in a new one.");
            }
        }

        if (applied.Count > migrations.Count)
        {
            throw new SchemaException(
                $"The database is newer than this program: it has {applied[migrations.Count].Name}, which this program does not know. "
                + "Start the version of the program that has it.");
        }
    }

    // Creating an index takes as long as the table is large.
    private static CommandDefinition Command(DbTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, transaction, commandTimeout: 0, cancellationToken: cancellationToken);

    private sealed record Applied(string Name, string Hash);
}
