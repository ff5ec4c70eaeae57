using Dapper;
using LocalProcesses.Postgres;
using Npgsql;
using SinkService.Events;

namespace Kafka.Tests.SinkService;

/// <summary>
/// The service, in processes of its own, is killed or paused, and so is its database: each record becomes a row once. A trigger in the database
/// holds the service at a step of its work until the test opens the gate.
/// </summary>
public sealed class KilledSinkTests(KafkaCluster cluster, PostgresDatabases databases)
{
    private const int Partitions = 2;
    private const int Count = 500;
    private const string Gate =
        """
        create function pass_gate() returns trigger language plpgsql as
          $$ begin perform pg_advisory_xact_lock_shared(4711); return new; end $$;
        """;

    private const string AtClaim = "create trigger gate before insert or update of epoch on sink_positions for each row execute function pass_gate()";
    private const string AtPosition = "create trigger gate before update of next_offset on sink_positions for each row execute function pass_gate()";
    private const string AtRow =
        "create trigger gate before insert on page_events for each row when (new.record_offset = 100) execute function pass_gate()";

    private const string AtCommit =
        """
        create constraint trigger gate after insert on page_events deferrable initially deferred
          for each row when (new.record_offset = 100) execute function pass_gate()
        """;

    private readonly string _topic = cluster.NewTopic(Partitions);
    private readonly string _statistics = cluster.NewTopic(Partitions);
    private readonly string _group = KafkaCluster.NewName("group");

    [Theory]
    [InlineData(AtClaim)]
    [InlineData(AtPosition)]
    [InlineData(AtRow)]
    [InlineData(AtCommit)]
    public async Task A_service_that_is_killed_at_any_step_of_a_batch_writes_each_row_once(string trigger)
    {
        await using var database = await databases.NewWithTablesAsync();
        await database.ExecuteAsync($"{Gate}{trigger}");
        await using var gate = await CloseAsync(database);
        Produce(0);
        await using (var killed = Start(database.ConnectionString))
        {
            await IsHeldAsync(gate);
            await killed.KillAsync();
        }

        await using var next = Start(database.ConnectionString);
        await OpenAsync(gate);

        await HasAllAsync(database, Count);
    }

    [Fact]
    public async Task A_service_that_is_killed_again_and_again_while_it_writes_a_backlog_writes_each_row_once()
    {
        await using var database = await databases.NewWithTablesAsync();
        for (var life = 0; life < 3; life++)
        {
            Produce(life * Count);
            await using var killed = Start(database.ConnectionString, ("Kafka:Consumer:TransactionMaxRecords", "20"));
            await Eventually.TrueAsync(async () => await database.CountAsync("page_events") > life * Count, "new rows are written");
            await killed.KillAsync();
        }

        await using var last = Start(database.ConnectionString);

        await HasAllAsync(database, 3 * Count);
    }

    [Fact]
    public async Task A_service_that_is_paused_within_a_transaction_holds_up_no_other_and_can_not_write_when_it_wakes_up()
    {
        await using var database = await databases.NewWithTablesAsync();
        await database.ExecuteAsync($"{Gate}{AtRow}");
        await using var gate = await CloseAsync(database);
        Produce(0);
        await using var zombie = Start(database.ConnectionString);
        await IsHeldAsync(gate);
        zombie.Pause();
        await OpenAsync(gate);
        var assignments = Assignments();

        await using var next = Start(database.ConnectionString);
        await HasAllAsync(database, Count);
        Produce(Count);
        await HasAllAsync(database, 2 * Count);

        zombie.Resume();
        await Eventually.TrueAsync(() => Assignments() > assignments, "the process has joined its group again");
        Produce(2 * Count);
        await HasAllAsync(database, 3 * Count);

        int Assignments() => zombie.Output.Count(line => line.Contains("were assigned to this instance", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_is_killed_in_the_middle_of_a_batch_has_each_row_once_after_its_restart()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.NotInstalled);
        await using var server = await PostgresServer.StartNewAsync();
        await using var service = Start(server.ConnectionString());
        await Eventually.TrueAsync(
            () => service.Output.Any(line => line.Contains("The schema of the database is up to date", StringComparison.Ordinal)), "the tables are there");
        await using var source = NpgsqlDataSource.Create(server.ConnectionString());
        await using (var gate = await source.OpenConnectionAsync())
        {
            await gate.ExecuteAsync($"{Gate}{AtRow}; select pg_advisory_lock(4711)");
            Produce(0);
            await IsHeldAsync(gate);
            await server.KillAsync();
        }

        await server.StartAsync();
        source.Clear(); // its connections were to the killed server

        await Eventually.TrueAsync(async () => (await PagesAsync()).Count == Count, "all rows are written");
        Assert.Equal(Numbers(Count), await PagesAsync());

        async Task<List<string>> PagesAsync()
        {
            await using var connection = await source.OpenConnectionAsync();
            return [.. await connection.QueryAsync<string>("select page from page_events order by length(page), page")];
        }
    }

    [Theory]
    [InlineData("40001")] // serialization_failure
    [InlineData("40P01")] // deadlock_detected
    [InlineData("57014")] // query_canceled
    [InlineData("53100")] // disk_full
    public async Task A_transaction_that_the_database_aborts_is_repeated_and_no_record_becomes_a_dead_letter(string error)
    {
        await using var database = await databases.NewWithTablesAsync();
        await database.ExecuteAsync(
            $"""
            create sequence failures;
            create function fail_thrice() returns trigger language plpgsql as
              $$ begin if nextval('failures') <= 3 then raise exception 'aborted' using errcode = '{error}'; end if; return new; end $$;
            create trigger failing before insert on page_events for each statement execute function fail_thrice()
            """);
        Produce(0);

        await using var service = Start(database.ConnectionString);

        await HasAllAsync(database, Count);
        Assert.DoesNotContain(service.Output, line => line.Contains("was sent to", StringComparison.Ordinal));
    }

    private ServiceProcess Start(string connectionString, params (string Key, string Value)[] settings)
    {
        var configuration = cluster.Configuration;
        configuration["ConnectionStrings:database"] = connectionString;
        configuration["Topics:page-events-json:Name"] = _topic;
        configuration["Topics:page-statistics:Name"] = _statistics;
        configuration["Kafka:Consumer:Group"] = _group;
        foreach (var (key, value) in settings) configuration[key] = value;
        return ServiceProcess.Start(typeof(StoreEvents), configuration);
    }

    /// <summary>Sends <see cref="Count"/> events to both partitions, whose pages are consecutive numbers.</summary>
    private void Produce(int from)
    {
        var numbers = Enumerable.Range(from, Count).ToLookup(number => number % Partitions);
        foreach (var numbersOfPartition in numbers) cluster.Produce(_topic, numbersOfPartition.Key, numbersOfPartition.Select(Json));

        static string Json(int number) =>
            $$"""{"name":"{{number}}","user":"hash","date":"2026-05-04T12:00:00Z","duration":300,"durationClass":"brief"}""";
    }

    private static async Task HasAllAsync(TestDatabase database, int count)
    {
        await Eventually.TrueAsync(async () => await database.CountAsync("page_events") >= count, $"{count} rows are written");
        Assert.Equal(
            Numbers(count), await database.QueryAsync("select page from page_events order by length(page), page", row => row.GetString(0)));
    }

    private static IEnumerable<string> Numbers(int count) => Enumerable.Range(0, count).Select(number => $"{number}");

    private static async Task<NpgsqlConnection> CloseAsync(TestDatabase database)
    {
        var gate = (NpgsqlConnection)await database.Database.DataSource.OpenConnectionAsync();
        await gate.ExecuteAsync("select pg_advisory_lock(4711)");
        return gate;
    }

    private static Task OpenAsync(NpgsqlConnection gate) => gate.ExecuteAsync("select pg_advisory_unlock(4711)");

    private static Task IsHeldAsync(NpgsqlConnection gate) => Eventually.TrueAsync(
        async () => await gate.ExecuteScalarAsync<bool>(
            """
            select exists (select from pg_locks where locktype = 'advisory' and not granted
              and database = (select oid from pg_database where datname = current_database()))
            """),
        "the service has come to the gate");
}
