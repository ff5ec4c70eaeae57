using System.Net;
using Kafka.Tests.ProducerApi;

namespace Kafka.Tests.SinkService.Http;

public sealed class ParametersTests(SqliteDatabases databases)
{
    private const string InstantRule =
        "must be an RFC 3339 time such as 2026-05-04T12:00:00Z, or milliseconds since 1970-01-01T00:00:00Z (in a URL, + is written %2B)";

    [Fact]
    public async Task Everything_that_is_wrong_with_a_request_for_events_is_said_at_once()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);

        using var response = await sink.Http.GetAsync("/events?from=yesterday&to=12:00&limit=1001&before=x&page=a&page=b&order=up");

        Assert.Equal(
            [
                "before: must be taken from before in a response",
                $"from: {InstantRule}",
                "limit: must be a whole number from 1 to 1000",
                "order: is not a known parameter; use page, user, from, to, before, limit",
                "page: must be given once",
                $"to: {InstantRule}",
            ],
            (await response.ProblemAsync(HttpStatusCode.BadRequest)).Errors().Order());
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_request_for_totals_is_said_at_once()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);

        using var response = await sink.Http.GetAsync("/totals?bucket=Week&from=1777896000001&to=2026-05-04T12:00:00Z&limit=3&page=a&page=a");

        Assert.Equal(
            [
                "bucket: must be minute, hour or day",
                "limit: is not a known parameter; use page, from, to, bucket",
                "page: must be given once",
                "to: must be after from",
            ],
            (await response.ProblemAsync(HttpStatusCode.BadRequest)).Errors().Order());
    }

    [Theory]
    [InlineData("/events?limit=0", "limit: must be a whole number from 1 to 1000")]
    [InlineData("/events?limit=ten", "limit: must be a whole number from 1 to 1000")]
    [InlineData("/events?before=1.2", "before: must be taken from before in a response")]
    [InlineData("/events?before=3155378976000000000.0.0", "before: must be taken from before in a response")]
    [InlineData("/events?before=-1.0.0", "before: must be taken from before in a response")]
    [InlineData("/events?before=0.2147483648.0", "before: must be taken from before in a response")]
    [InlineData("/events?from=2026-05-04T12:00:00", "from: must have an offset such as Z or +02:00")]
    [InlineData("/events?from=2026-05-04T12:00:00Z&to=2026-05-04T12:00:00Z", "to: must be after from")]
    [InlineData("/events/-1/0", "partition: must be a whole number from 0 to 2147483647")]
    [InlineData("/events/0/9223372036854775808", "offset: must be a whole number from 0 to 9223372036854775807")]
    [InlineData("/events/0/0?page=P1", "page: is not a known parameter; this address has none")]
    [InlineData("/totals?bucket=1", "bucket: must be minute, hour or day")]
    [InlineData("/totals?page=%FF", "page: must be UTF-8, but 'page=%FF' stands for other bytes")]
    public async Task What_can_not_be_is_refused(string address, string error)
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);

        using var response = await sink.Http.GetAsync(address);

        Assert.Equal([error], (await response.ProblemAsync(HttpStatusCode.BadRequest)).Errors());
    }

    [Fact]
    public async Task The_limits_themselves_are_allowed()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);

        await sink.GetJsonAsync("/events?limit=1");
        await sink.GetJsonAsync("/events?limit=1000&before=3155378975999999999.2147483647.9223372036854775807");
        await (await sink.Http.GetAsync("/events/2147483647/9223372036854775807")).ProblemAsync(HttpStatusCode.NotFound);
    }
}
