using System.Net;
using System.Text.Json;
using Kafka.Tests.ProducerApi;

namespace Kafka.Tests.SinkService.Http;

public abstract class EventsTests(Databases databases)
{
    private static readonly DateTimeOffset Noon = PageEvents.Noon;

    private static readonly EventRow[] Few =
    [
        new(0, 0, "P1", Noon),
        new(0, 1, "P2", Noon.AddSeconds(5)) { User = "U2" },
        new(1, 0, "P1", Noon.AddSeconds(10)) { User = "U2" },
        new(1, 1, "Ü ' or 1 = 1 --", Noon.AddSeconds(10)),
    ];

    [Fact]
    public async Task Paging_returns_every_event_once_and_in_order_while_new_ones_come_in()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);
        var random = new Random(42);
        var events = Enumerable.Range(0, 200)
            .Select(i => new EventRow(i % 4, i / 4, $"P{random.Next(3)}", Noon.AddMilliseconds(random.Next(12)))) // many have the same time
            .ToList();
        await sink.StoreAsync(events);
        var found = new List<string>();
        var address = "/events?limit=7";

        for (var (next, pages) = ("", 0); next is not null; pages++)
        {
            var json = await sink.GetJsonAsync(next.Length == 0 ? address : $"{address}&before={next}");
            found.AddRange(PlacesIn(json));
            next = json.TryGetProperty("before", out var before) ? before.GetString() : null;
            await sink.StoreAsync(new EventRow(4, pages, "P1", Noon.AddMilliseconds(20 + pages)));
        }

        var ordered = events.OrderByDescending(e => e.ViewedAt).ThenByDescending(e => e.Partition).ThenByDescending(e => e.Offset);
        Assert.Equal(ordered.Select(e => e.Place), found);
    }

    [Fact]
    public async Task Paging_goes_through_the_first_and_the_last_instant_and_through_microseconds()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);
        DateTimeOffset[] instants =
        [
            DateTimeOffset.MinValue, DateTimeOffset.MinValue, Noon, Noon.AddMicroseconds(1), Noon.AddMicroseconds(2), DateTimeOffset.MaxValue, DateTimeOffset.MaxValue,
        ];
        await sink.StoreAsync([.. instants.Select((instant, i) => new EventRow(0, i, "P1", instant))]);
        var found = new List<string>();

        for (string? next = ""; next is not null;)
        {
            var json = await sink.GetJsonAsync($"/events?limit=1&before={next}");
            found.AddRange(PlacesIn(json));
            next = json.TryGetProperty("before", out var before) ? before.GetString() : null;
        }

        Assert.Equal(["0/6", "0/5", "0/4", "0/3", "0/2", "0/1", "0/0"], found);
    }

    [Fact]
    public async Task All_filters_must_match()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);
        await sink.StoreAsync(Few);

        await ReturnsAsync("", "1/1 1/0 0/1 0/0");
        await ReturnsAsync("?page=P1", "1/0 0/0");
        await ReturnsAsync("?user=U2", "1/0 0/1");
        await ReturnsAsync("?page=P1&user=U2", "1/0");
        await ReturnsAsync("?from=2026-05-04T12:00:05Z", "1/1 1/0 0/1");
        await ReturnsAsync("?to=1777896005000", "0/0");
        await ReturnsAsync("?from=2026-05-04T14:00:05%2B02:00&to=2026-05-04+12:00:10z", "0/1");
        await ReturnsAsync("?page=&user=&from=&to=&before=&limit=2", "1/1 1/0");
        await ReturnsAsync("?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59.9999999Z", "1/1 1/0 0/1 0/0");
        await ReturnsAsync("?page=unknown", "");
        await ReturnsAsync($"?page={Uri.EscapeDataString("Ü ' or 1 = 1 --")}", "1/1");
        await ReturnsAsync("?page=P1%00", "");

        async Task ReturnsAsync(string query, string places) =>
            Assert.Equal(places, string.Join(' ', PlacesIn(await sink.GetJsonAsync($"/events{query}"))));
    }

    [Fact]
    public async Task The_event_of_a_record_has_all_that_is_stored()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);
        await sink.StoreAsync(new EventRow(3, 9_000_000_000, "P1", Noon.AddMilliseconds(357).ToOffset(TimeSpan.FromHours(2))) { Duration = long.MaxValue });

        var json = await sink.GetJsonAsync("/events/3/9000000000");

        Assert.Equal(
            """
            {"partition":3,"offset":9000000000,"page":"P1","user":"U1","viewedAt":"2026-05-04T12:00:00.357Z","duration":9223372036854775807,"durationClass":"medium","sentAt":"2026-05-04T12:00:00.357Z"}
            """,
            json.GetRawText());
    }

    [Fact]
    public async Task A_record_without_a_row_is_not_found()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);
        await sink.StoreAsync(Few);

        using var response = await sink.Http.GetAsync("/events/0/2");

        Assert.Equal("There is no such event.", (await response.ProblemAsync(HttpStatusCode.NotFound)).GetProperty("title").GetString());
    }

    [Fact]
    public async Task The_last_page_of_results_has_no_before()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);
        await sink.StoreAsync(Few);

        Assert.False((await sink.GetJsonAsync("/events?limit=4")).TryGetProperty("before", out _));
        Assert.True((await sink.GetJsonAsync("/events?limit=3")).TryGetProperty("before", out _));
    }

    private static IEnumerable<string> PlacesIn(JsonElement response) => response.GetProperty("events").EnumerateArray()
        .Select(e => $"{e.GetProperty("partition").GetInt32()}/{e.GetProperty("offset").GetInt64()}");
}

public sealed class EventsInPostgresTests(PostgresDatabases databases) : EventsTests(databases);

public sealed class EventsInSqliteTests(SqliteDatabases databases) : EventsTests(databases);
