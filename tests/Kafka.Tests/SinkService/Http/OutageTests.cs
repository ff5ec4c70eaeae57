using System.Net;
using System.Net.Sockets;
using Kafka.Tests.ProducerApi;
using LocalProcesses.Postgres;
using Npgsql;
using SinkService.Database;
using SinkService.Queries;

namespace Kafka.Tests.SinkService.Http;

public abstract class OutageTests(Databases databases)
{
    private protected static readonly string[] Addresses = ["/events", "/events/0/0", "/totals"];

    [Fact]
    public async Task Until_there_are_tables_requests_are_answered_503()
    {
        await using var database = await databases.NewAsync();
        await using var sink = RunningSink.Start(database);

        foreach (var address in Addresses)
        {
            using var response = await sink.Http.GetAsync(address);
            var problem = await response.ProblemAsync(HttpStatusCode.ServiceUnavailable);
            Assert.Equal("The database is not set up yet.", problem.GetProperty("title").GetString());
            Assert.NotNull(response.Headers.RetryAfter);
        }

        await database.MigrateAsync();
        await sink.StoreAsync(new EventRow(0, 0, "P1", PageEvents.Noon));
        await SucceedAsync(sink);
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_ended()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database, ("Queries:Timeout", "00:00:00.3"));

        var failure = await Assert.ThrowsAsync<QueryFailedException>(() => Endless(sink, CancellationToken.None).WaitAsync(KafkaCluster.Timeout, TimeProvider.System));

        Assert.Equal("The database takes too long.", failure.Title);
        await sink.GetJsonAsync("/events");
    }

    [Fact]
    public async Task A_query_whose_client_has_gone_is_ended()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database, ("Queries:Timeout", "00:10:00"));
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(300), TimeProvider.System);

        await Assert.ThrowsAsync<OperationCanceledException>(() => Endless(sink, gone.Token).WaitAsync(KafkaCluster.Timeout, TimeProvider.System));

        await sink.GetJsonAsync("/events");
    }

    private protected static async Task SucceedAsync(RunningSink sink)
    {
        foreach (var address in Addresses) await sink.GetJsonAsync(address);
    }

    private static Task Endless(RunningSink sink, CancellationToken cancellationToken) => Task.Run(() => sink.Get<DatabaseReader>().ReadAsync(
        "with recursive numbers(number) as (select 1 union all select 1 - number from numbers) select count(*) from numbers", [], row => row.GetInt64(0), cancellationToken));
}

public sealed class OutageOfPostgresTests(PostgresDatabases databases) : OutageTests(databases)
{
    [Fact]
    public async Task While_the_server_is_away_requests_are_answered_503_and_afterwards_as_before()
    {
        PostgresDatabases.SkipUnlessInstalled();
        await using var server = await PostgresServer.StartNewAsync(PostgresServer.WithoutSync);
        await using var source = NpgsqlDataSource.Create(server.ConnectionString());
        await using var database = new TestDatabase(server.ConnectionString(), new PostgresDatabase(source), () => Task.CompletedTask, () => default);
        await database.MigrateAsync();
        await using var sink = RunningSink.Start(database);
        await sink.StoreAsync(new EventRow(0, 0, "P1", PageEvents.Noon));
        await SucceedAsync(sink);

        await server.StopAsync();

        foreach (var address in Addresses)
        {
            using var response = await sink.Http.GetAsync(address);
            var problem = await response.ProblemAsync(HttpStatusCode.ServiceUnavailable);
            Assert.Equal("The database is not available.", problem.GetProperty("title").GetString());
            Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
        }

        await server.StartAsync();
        await Eventually.TrueAsync(async () => (await sink.Http.GetAsync("/events")).IsSuccessStatusCode, "the service answers again");
        await SucceedAsync(sink);
    }

    [Fact]
    public async Task A_server_that_hangs_is_not_waited_for_longer_than_the_time_limit()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0); // accepts connections, and never says a word
        silent.Start();
        var connectionString = $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=sink;Timeout=300";
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var database = new TestDatabase(connectionString, new PostgresDatabase(source), () => Task.CompletedTask, () => default);
        await using var sink = RunningSink.Start(database, ("Queries:Timeout", "00:00:00.3"));

        using var response = await sink.Http.GetAsync("/events");

        var problem = await response.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("The database takes too long.", problem.GetProperty("title").GetString());
    }
}

public sealed class OutageOfSqliteTests(SqliteDatabases databases) : OutageTests(databases);
