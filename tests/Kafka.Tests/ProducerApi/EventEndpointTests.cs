using System.Net;
using System.Text;
using Contracts;

namespace Kafka.Tests.ProducerApi;

public sealed class EventEndpointTests(KafkaCluster cluster)
{
    [Fact]
    public async Task A_receipt_names_the_record_that_is_in_the_log()
    {
        await using var api = RunningApi.Start(cluster);

        var receipt = await (await api.PostAsync("/events", PageEvents.Json("home"))).SuccessAsync();

        var record = Assert.Single(cluster.Read(api.Topic, 1));
        Assert.Equal(api.Topic, receipt.GetProperty("topic").GetString());
        Assert.Equal(record.Partition.Value, receipt.GetProperty("partition").GetInt32());
        Assert.Equal(record.Offset.Value, receipt.GetProperty("offset").GetInt64());
        Assert.Equal("2026-05-04T12:00:00Z", receipt.GetProperty("timestamp").GetString());
        Assert.Equal(PageEvents.Noon.ToUnixTimeMilliseconds(), record.Message.Timestamp.UnixTimestampMs);
        Assert.Equal("home", Encoding.UTF8.GetString(record.Message.Key));
        Assert.Equal(PageEvents.Json("home"), Encoding.UTF8.GetString(record.Message.Value));
    }

    [Fact]
    public async Task The_record_belongs_to_the_trace_of_the_request()
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.PostAsync("/events", PageEvents.Json("home"));

        var record = Assert.Single(cluster.Read(api.Topic, 1));
        var parent = Encoding.ASCII.GetString(record.Message.Headers.GetLastBytes("traceparent"));
        Assert.Equal(response.TraceId(), parent.Split('-')[1]);
    }

    [Fact]
    public async Task An_invalid_event_is_told_all_its_errors_at_once_and_not_published()
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.PostAsync("/events", """{"name":" ","user":7,"date":"yesterday"}""");

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(
            [
                "name: must be 1 to 256 characters (Unicode code points), not all of them white space",
                "user: must be text",
                "date: must be an ISO-8601 instant or milliseconds since 1970-01-01T00:00:00Z",
                "duration: is missing",
            ],
            problem.Errors());
        Assert.Empty(cluster.ReadToEnd(api.Topic));
    }

    [Fact]
    public async Task Malformed_JSON_is_told_where_it_stops_being_JSON()
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.PostAsync("/events", "{\"name\":\"home\",\n \"user\":}");

        Assert.StartsWith("$: is not JSON at line 2, byte 9", Assert.Single((await response.ProblemAsync(HttpStatusCode.BadRequest)).Errors()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/vnd.kafka.json.v2+json")]
    [InlineData("application/cloudevents+json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/x-ndjson; charset=iso-8859-1")]
    [InlineData("application/octet-stream")]
    [InlineData("json")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Another_content_type_is_415(string? contentType)
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.PostAsync("/events", "{}"u8.ToArray(), contentType);

        await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_413(bool lengthIsKnown)
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:MaxRecordBytes", "1000"));
        var content = new StringContent(new string(' ', 1001), Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/events") { Content = content };
        request.Headers.TransferEncodingChunked = !lengthIsKnown;

        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Another_method_is_405_and_another_path_404()
    {
        await using var api = RunningApi.Start(cluster);

        using var method = await api.GetAsync("/events");
        using var path = await api.GetAsync("/nothing");

        await method.ProblemAsync(HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["POST"], method.Content.Headers.Allow);
        await path.ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_in_time_is_408()
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:RequestTimeout", "00:00:00.200"));
        using var request = await DuplexRequest.StartAsync(api.Address, "/events", "application/json");

        await request.SendAsync("{");

        Assert.Contains("408", await request.StatusLineAsync(), StringComparison.Ordinal);
        await request.SkipHeadersAsync();
        Assert.Contains("The body did not arrive within 0.2 s.", await request.StatusLineAsync() + await request.StatusLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bug_is_500_and_shows_nothing_of_its_insides()
    {
        var broken = Topics.PageEvents with { Key = _ => throw new InvalidOperationException("a secret of the inside") };
        await using var api = RunningApi.Start(cluster.Configuration, cluster.NewTopic(), [],
            services => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(services, broken));

        using var response = await api.PostAsync("/events", PageEvents.Json("home"));

        var problem = await response.ProblemAsync(HttpStatusCode.InternalServerError);
        Assert.DoesNotContain("inside", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_answer_says_which_server_it_is_from()
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.GetAsync("/alive");

        Assert.Empty(response.Headers.Server);
    }
}
