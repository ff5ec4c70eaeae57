namespace Kafka.Tests.SinkService.Migrations;

public abstract class SchemaUpdateTests(Databases databases)
{
    [Fact]
    public async Task The_service_waits_for_its_database_and_creates_the_tables_when_it_is_there()
    {
        await using var database = await databases.NewMissingAsync();
        await using var service = await SinkTestService.StartAsync(database);

        await service.UnhealthyAsync("schema", databases is PostgresDatabases ? "does not exist" : "unable to open database file");
        await Eventually.TrueAsync(() => service.Log.Any(line => line.StartsWith("Warning: The schema of the database", StringComparison.Ordinal)), "the failure is logged");
        await database.CreateAsync();
        await service.ReadyAsync();

        Assert.Equal(0, await database.CountAsync("page_events"));
        Assert.Single(service.Log, line => line.StartsWith("Warning: The schema of the database", StringComparison.Ordinal));
        Assert.Single(service.Log, line => line.Contains("The schema of the database is up to date", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_is_newer_makes_the_service_unhealthy()
    {
        await using var database = await databases.NewWithTablesAsync();
        await database.ExecuteAsync(
            "insert into schema_migrations (version, name, hash, applied_at) values (9999, '9999_future.sql', '', '2026-05-04 12:00:00+00:00')");

        await using var service = await SinkTestService.StartAsync(database);

        await service.UnhealthyAsync("schema", "newer than this program: it has 9999_future.sql");
    }
}

public sealed class PostgresSchemaUpdateTests(PostgresDatabases databases) : SchemaUpdateTests(databases);

public sealed class SqliteSchemaUpdateTests(SqliteDatabases databases) : SchemaUpdateTests(databases);
