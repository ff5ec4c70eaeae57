using System.Data.Common;
using SinkService.Migrations;

namespace Kafka.Tests.SinkService.Migrations;

public abstract class MigratorTests(Databases databases)
{
    private static readonly Migration First = new(1, "0001_first.sql", """
        create table schema_migrations (version integer not null primary key, name text not null, hash text not null, applied_at text not null);
        create table one (id integer);
        """);

    private static readonly Migration Second = new(2, "0002_second.sql", "create table two (id integer);\ninsert into two values (1);\n");

    [Fact]
    public async Task Migrations_are_applied_once_in_order_and_recorded()
    {
        await using var database = await databases.NewAsync();

        Assert.Equal([First], await ApplyAsync(database, First));
        Assert.Equal([Second], await ApplyAsync(database, First, Second));
        Assert.Empty(await ApplyAsync(database, First, Second));

        Assert.Equal(1, await database.CountAsync("two"));
        Assert.Equal(
            [(1, First.Name, First.Hash), (2, Second.Name, Second.Hash)],
            await database.QueryAsync(
                "select version, name, hash from schema_migrations order by version", row => (row.GetInt32(0), row.GetString(1), row.GetString(2))));
    }

    [Fact]
    public async Task Instances_that_start_at_once_apply_each_migration_once()
    {
        await using var database = await databases.NewAsync();
        var all = Migration.In(database.Database.MigrationsFolder);

        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ApplyAsync(database, [.. all]))));

        Assert.Equal(all, applied.SelectMany(migrations => migrations).OrderBy(migration => migration.Version));
        Assert.Equal(all.Count, await database.CountAsync("schema_migrations"));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_and_is_applied_when_it_is_mended()
    {
        await using var database = await databases.NewAsync();
        var broken = Second with { Sql = Second.Sql + "insert into three values (1);" };

        await Assert.ThrowsAnyAsync<DbException>(() => ApplyAsync(database, First, broken));

        Assert.Equal(1, await database.CountAsync("schema_migrations"));
        await Assert.ThrowsAnyAsync<DbException>(() => database.CountAsync("two"));
        Assert.Equal([Second], await ApplyAsync(database, First, Second));
    }

    [Fact]
    public async Task A_migration_that_was_changed_after_it_was_applied_is_an_error()
    {
        await using var database = await databases.NewAsync();
        await ApplyAsync(database, First, Second);
        var changed = First with { Sql = First.Sql.Replace("table one", "table uno", StringComparison.Ordinal) };

        var error = await Assert.ThrowsAsync<SchemaException>(() => ApplyAsync(database, changed, Second));

        Assert.Contains("another 0001_first.sql", error.Message, StringComparison.Ordinal);
        Assert.Contains("must not change", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_line_breaks_are_no_change()
    {
        await using var database = await databases.NewAsync();
        await ApplyAsync(database, First, Second);

        Assert.Empty(await ApplyAsync(database, First, new(2, Second.Name, Second.Sql.ReplaceLineEndings("\r\n"))));
    }

    [Fact]
    public async Task A_database_that_is_newer_than_the_program_is_an_error()
    {
        await using var database = await databases.NewAsync();
        await ApplyAsync(database, First, Second);

        var error = await Assert.ThrowsAsync<SchemaException>(() => ApplyAsync(database, First));

        Assert.Contains("newer than this program: it has 0002_second.sql", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_of_the_service_are_numbered_without_gaps()
    {
        await using var database = await databases.NewMissingAsync();

        var files = Migration.In(database.Database.MigrationsFolder);

        Assert.NotEmpty(files);
        Assert.Equal(Enumerable.Range(1, files.Count), files.Select(file => file.Version));
        Assert.All(files, file => Assert.StartsWith($"{file.Version:0000}_", file.Name, StringComparison.Ordinal));
    }

    private static Task<IReadOnlyList<Migration>> ApplyAsync(TestDatabase database, params Migration[] migrations) =>
        new Migrator(database, migrations, TimeProvider.System).ApplyAsync(CancellationToken.None);
}

public sealed class PostgresMigratorTests(PostgresDatabases databases) : MigratorTests(databases);

public sealed class SqliteMigratorTests(SqliteDatabases databases) : MigratorTests(databases);
