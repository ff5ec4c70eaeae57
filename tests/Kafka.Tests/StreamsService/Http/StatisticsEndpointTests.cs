using System.Net;
using System.Text.Json;
using Kafka.Tests.ProducerApi;

namespace Kafka.Tests.StreamsService.Http;

public sealed class StatisticsEndpointTests
{
    private readonly OutputTopic _topic = new OutputTopic().Count("P1", 0, 1).Count("P2", 0, 2).Count("P1", 1, 3).Count("Other", 1, 4);

    [Theory]
    [InlineData("", "Other@1=4 P1@1=3 P1@0=1 P2@0=2")]
    [InlineData("?page=P1", "P1@1=3 P1@0=1")]
    [InlineData("?search=OTH", "Other@1=4")]
    [InlineData("?from=2026-05-04T12:00:05Z", "Other@1=4 P1@1=3")]
    [InlineData("?to=1777896005000", "P1@0=1 P2@0=2")]
    [InlineData("?to=1.777896005e12", "P1@0=1 P2@0=2")]
    [InlineData("?from=2026-05-04+12:00:05z", "Other@1=4 P1@1=3")]
    [InlineData("?page=&search=p&from=&to=2026-05-04T14:00:05%2B02:00&limit=&before=", "P1@0=1 P2@0=2")]
    [InlineData("?page=unknown", "")]
    public async Task Statistics_are_those_that_were_asked_for_newest_first(string query, string windows)
    {
        await using var app = await StartAsync();

        using var response = await app.Http.GetAsync($"/statistics{query}");

        var json = await response.SuccessAsync();
        Assert.Equal(windows, string.Join(' ', json.Windows()));
        Assert.False(json.TryGetProperty("next", out _));
    }

    [Fact]
    public async Task A_window_has_count_durations_and_users()
    {
        await using var app = await StartAsync();
        _topic.Count("P2", 0, 4, partition: 1);
        app.Read(_topic);

        using var response = await app.Http.GetAsync("/statistics/P2");

        Assert.Equal(
            """{"page":"P2","window":"2026-05-04T12:00:00Z","count":6,"total":1200,"minimum":200,"maximum":200,"users":0,"mean":200}""",
            (await response.SuccessAsync()).GetProperty("windows")[0].GetRawText());
    }

    [Fact]
    public async Task Next_leads_through_all_of_them_with_the_same_filters()
    {
        await using var app = await StartAsync();
        var found = new List<string>();

        string? next = "/statistics?search=p&limit=1&from=1777896000000";
        for (; next is not null; found.Add(";"))
        {
            var json = await (await app.Http.GetAsync(next)).SuccessAsync();
            found.AddRange(json.Windows());
            next = json.TryGetProperty("next", out var address) ? address.GetString() : null;
            if (next is not null) Assert.StartsWith("/statistics?search=p&limit=1&from=1777896000000&before=", next, StringComparison.Ordinal);
        }

        Assert.Equal("P1@1=3 ; P1@0=1 ; P2@0=2 ;", string.Join(' ', found));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        await using var app = await StartAsync();

        using var response = await app.Http.GetAsync("/statistics?from=yesterday&to=12:00&limit=1001&before=x&page=a&page=b&order=up");

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(
            [
                "before: must be taken from next in a response",
                "from: must be an RFC 3339 time such as 2026-05-04T12:00:00Z, or milliseconds since 1970-01-01T00:00:00Z (in a URL, + is written %2B)",
                "limit: must be a whole number from 1 to 1000",
                "order: is not a known parameter; use page, search, from, to, limit, before",
                "page: must be given once",
                "to: must be an RFC 3339 time such as 2026-05-04T12:00:00Z, or milliseconds since 1970-01-01T00:00:00Z (in a URL, + is written %2B)",
            ],
            problem.Errors().Order());
    }

    [Theory]
    [InlineData("limit=0", "limit: must be a whole number from 1 to 1000")]
    [InlineData("limit=-1", "limit: must be a whole number from 1 to 1000")]
    [InlineData("limit=ten", "limit: must be a whole number from 1 to 1000")]
    [InlineData("from=2026-05-04T12:00:00Z&to=2026-05-04T12:00:00Z", "to: must be after from")]
    [InlineData("from=2026-05-04T12:00:00", "from: must have an offset such as Z or +02:00")]
    [InlineData("to=2026-05-04T12:00:00+02:00", "to: must be an RFC 3339 time such as 2026-05-04T12:00:00Z, or milliseconds since 1970-01-01T00:00:00Z (in a URL, + is written %2B)")]
    public async Task What_can_not_be_is_refused(string query, string error)
    {
        await using var app = await StartAsync();

        using var response = await app.Http.GetAsync($"/statistics?{query}");

        Assert.Equal([error], (await response.ProblemAsync(HttpStatusCode.BadRequest)).Errors());
    }

    [Theory]
    [InlineData("a/b", "a/b")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%2fb?limit=3", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("%C3%BC%20%3F", "ü ?")]
    [InlineData("a+b", "a+b")]
    public async Task A_page_is_found_by_its_name_whatever_is_in_it(string path, string page)
    {
        await using var app = await StartAsync();
        app.Read(_topic.Count(page, 2, 7));

        using var response = await app.Http.GetAsync($"/statistics/{path}");

        Assert.Equal([$"{page}@2=7"], (await response.SuccessAsync()).Windows());
    }

    [Theory]
    [InlineData("", 12)]
    [InlineData("?limit=3", 3)]
    [InlineData("?limit=1000", 20)]
    public async Task A_page_shows_its_latest_windows(string query, int count)
    {
        await using var app = await StartAsync();
        for (var window = 0; window < 20; window++) _topic.Count("Long", window, 1);
        app.Read(_topic);

        using var response = await app.Http.GetAsync($"/statistics/Long{query}");

        Assert.Equal(Enumerable.Range(20 - count, count).Reverse().Select(window => $"Long@{window}=1"), (await response.SuccessAsync()).Windows());
    }

    [Fact]
    public async Task A_page_of_which_nothing_is_known_is_not_found()
    {
        await using var app = await StartAsync();

        using var response = await app.Http.GetAsync("/statistics/nowhere");

        var problem = await response.ProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal("The page has no statistics.", problem.GetProperty("title").GetString());
        await (await app.Http.GetAsync("/statistics/P1?limit=0")).ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/statistics")]
    [InlineData("/statistics/P1")]
    [InlineData("/statistics/stream")]
    [InlineData("/analytics")]
    public async Task While_the_view_is_catching_up_a_request_is_told_how_far_it_is(string path)
    {
        await using var app = await StartAsync();
        app.Progress = new(CaughtUp: false, Records: 425, Behind: 575);

        using var response = await app.Http.GetAsync(path);

        var problem = await response.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("The view is catching up.", problem.GetProperty("title").GetString());
        Assert.Equal(0.42, problem.GetProperty("restored").GetDouble());
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        Assert.Equal(JsonValueKind.Number, problem.GetProperty("retryAfter").ValueKind);
    }

    private async Task<RunningStreams> StartAsync()
    {
        var app = await RunningStreams.StartAsync();
        app.Read(_topic);
        return app;
    }
}
