using Kafka.Tests.SinkService;

[assembly: AssemblyFixture(typeof(PostgresDatabases))]
[assembly: AssemblyFixture(typeof(SqliteDatabases))]

namespace Kafka.Tests.SinkService;

/// <summary>Creates databases of one kind. What the service promises is tested on each kind, by the same tests.</summary>
public abstract class Databases
{
    /// <summary>Creates an empty database.</summary>
    internal async Task<TestDatabase> NewAsync()
    {
        var database = await NewMissingAsync();
        await database.CreateAsync();
        return database;
    }

    /// <summary>Creates a database with the tables of the service.</summary>
    internal async Task<TestDatabase> NewWithTablesAsync()
    {
        var database = await NewAsync();
        await database.MigrateAsync();
        return database;
    }

    /// <summary>Returns a database that <see cref="TestDatabase.CreateAsync"/> creates.</summary>
    internal abstract Task<TestDatabase> NewMissingAsync();
}
