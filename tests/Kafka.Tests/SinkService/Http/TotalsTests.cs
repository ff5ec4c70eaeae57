using System.Net;
using System.Text.Json;
using Kafka.Tests.ProducerApi;

namespace Kafka.Tests.SinkService.Http;

public abstract class TotalsTests(Databases databases)
{
    private static readonly DateTimeOffset Start = new(2026, 5, 3, 22, 57, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("minute")]
    [InlineData("hour")]
    [InlineData("day")]
    public async Task Totals_are_the_sums_per_page_and_bucket_of_UTC(string bucket)
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);
        var statistics = Some();
        await sink.StoreAsync(statistics);

        var json = await sink.GetJsonAsync($"/totals?bucket={bucket}");

        Assert.Equal(bucket, json.GetProperty("bucket").GetString());
        Assert.Equal(Expected(statistics, bucket), Totals(json));
    }

    [Fact]
    public async Task All_filters_must_match_and_the_default_is_hours()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);
        var statistics = Some();
        await sink.StoreAsync(statistics);
        var (from, to) = (Start.AddMinutes(30), Start.AddHours(7));

        var json = await sink.GetJsonAsync($"/totals?page=P1&from={from.ToUnixTimeMilliseconds()}&to={Uri.EscapeDataString($"{to:O}")}");

        Assert.Equal(Expected(statistics.Where(it => it.Page == "P1" && it.Window >= from && it.Window < to), "hour"), Totals(json));
    }

    [Fact]
    public async Task A_later_value_of_a_window_replaces_the_earlier_one()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);
        await sink.StoreAsync(new StatisticsRow(Start, "P1", 0, 1, 200, 200, 200), new StatisticsRow(Start, "P1", 1, 2, 400, 150, 250));

        await sink.StoreAsync(new StatisticsRow(Start, "P1", 0, 3, 601, 101, 300));

        Assert.Equal(
            """{"start":"2026-05-03T22:00:00Z","page":"P1","views":5,"total":1001,"minimum":101,"maximum":300,"mean":200.2}""",
            (await sink.GetJsonAsync("/totals")).GetProperty("totals")[0].GetRawText());
    }

    [Fact]
    public async Task A_total_beyond_64_bits_is_limited()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);
        await sink.StoreAsync([.. Enumerable.Range(0, 3).Select(partition => new StatisticsRow(Start, "P1", partition, 1, long.MaxValue, long.MaxValue, long.MaxValue))]);

        var total = (await sink.GetJsonAsync("/totals")).GetProperty("totals")[0];

        Assert.Equal((3, long.MaxValue), (total.GetProperty("views").GetInt64(), total.GetProperty("total").GetInt64()));
        Assert.Equal(long.MaxValue, total.GetProperty("mean").GetDouble(), tolerance: 1);
    }

    [Fact]
    public async Task More_totals_than_a_response_has_room_for_are_refused_and_what_to_narrow_is_said()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);
        await sink.StoreAsync([.. Enumerable.Range(0, 10_001).Select(i => new StatisticsRow(Start.AddMinutes(i / 100), $"P{i % 100}", 0, 1, 1, 1, 1))]);

        using var tooMany = await sink.Http.GetAsync("/totals?bucket=minute");
        var problem = await tooMany.ProblemAsync(HttpStatusCode.BadRequest);

        Assert.Equal("There are too many totals.", problem.GetProperty("title").GetString());
        Assert.Contains("Choose a longer bucket, a shorter time with from and to, or one page.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(10_000, Totals(await sink.GetJsonAsync($"/totals?bucket=minute&to={Start.AddMinutes(100).ToUnixTimeMilliseconds()}")).Count());
    }

    /// <summary>Statistics of three days and three partitions.</summary>
    private static List<StatisticsRow> Some()
    {
        var random = new Random(7);
        return
        [
            .. Enumerable.Range(0, 400)
                .Select(_ => (Window: Start.AddSeconds(5 * random.Next(3 * 24 * 60)), Page: $"P{random.Next(4)}", Partition: random.Next(3)))
                .Distinct()
                .Select(it => new StatisticsRow(it.Window, it.Page, it.Partition, random.Next(1, 9), random.Next(1_000, 9_000), random.Next(101, 500), random.Next(500, 2_000))),
        ];
    }

    private static IEnumerable<string> Expected(IEnumerable<StatisticsRow> statistics, string bucket) => statistics
        .GroupBy(it => (Start: Truncated(it.Window, bucket), it.Page))
        .OrderBy(total => total.Key.Start).ThenBy(total => total.Key.Page, StringComparer.Ordinal)
        .Select(total => Describe(
            total.Key.Start, total.Key.Page, total.Sum(it => it.Views), total.Sum(it => it.Total), total.Min(it => it.Minimum), total.Max(it => it.Maximum),
            (double)total.Sum(it => it.Total) / total.Sum(it => it.Views)));

    private static DateTimeOffset Truncated(DateTimeOffset time, string bucket) => bucket switch
    {
        "minute" => new(time.Year, time.Month, time.Day, time.Hour, time.Minute, 0, TimeSpan.Zero),
        "hour" => new(time.Year, time.Month, time.Day, time.Hour, 0, 0, TimeSpan.Zero),
        _ => new(time.Year, time.Month, time.Day, 0, 0, 0, TimeSpan.Zero),
    };

    private static IEnumerable<string> Totals(JsonElement response) => response.GetProperty("totals").EnumerateArray().Select(it => Describe(
        it.GetProperty("start").GetDateTimeOffset(), it.GetProperty("page").GetString()!, it.GetProperty("views").GetInt64(), it.GetProperty("total").GetInt64(),
        it.GetProperty("minimum").GetInt64(), it.GetProperty("maximum").GetInt64(), it.GetProperty("mean").GetDouble()));

    private static string Describe(DateTimeOffset start, string page, long views, long total, long minimum, long maximum, double mean) =>
        FormattableString.Invariant($"{start:u} {page} {views} {total} {minimum} {maximum} {mean:r}");
}

public sealed class TotalsInPostgresTests(PostgresDatabases databases) : TotalsTests(databases);

public sealed class TotalsInSqliteTests(SqliteDatabases databases) : TotalsTests(databases);
