using System.Net;
using Microsoft.Extensions.Options;
using ProducerApi;

namespace Kafka.Tests.ProducerApi;

public sealed class SecurityTests(KafkaCluster cluster)
{
    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("guess", HttpStatusCode.Unauthorized)]
    [InlineData("secret", HttpStatusCode.OK)]
    public async Task With_an_API_key_configured_every_write_needs_it(string? key, HttpStatusCode status)
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:ApiKey", "secret"));
        if (key is not null) api.Http.DefaultRequestHeaders.Add("X-Api-Key", key);

        using var one = await api.PostAsync("/events", PageEvents.Json("a"));
        using var stream = await api.PostAsync("/events", PageEvents.Json("a"), "application/x-ndjson");
        using var record = await api.PostAsync($"/topics/{api.Topic}/records", "{}");
        using var browser = await api.GetAsync($"/publish/{api.Topic}/a");

        foreach (var response in new[] { one, stream, record, browser })
        {
            Assert.Equal(status, response.StatusCode);
            if (status is HttpStatusCode.Unauthorized)
            {
                await response.ProblemAsync(status);
                Assert.NotEmpty(response.Headers.WwwAuthenticate);
            }
        }
    }

    [Theory]
    [InlineData("/alive")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/")]
    public async Task Health_and_documentation_need_no_key_and_are_not_limited(string path)
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:ApiKey", "secret"), ("ProducerApi:RequestsPerSecond", "1"));

        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task A_client_with_too_many_requests_per_second_is_told_when_to_come_back()
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:RequestsPerSecond", "1"));

        var responses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.PostAsync("/events", PageEvents.Json("a"))));

        var refused = responses.First(response => response.StatusCode is HttpStatusCode.TooManyRequests);
        await refused.ProblemAsync(HttpStatusCode.TooManyRequests);
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Contains(responses, response => response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Guessing_the_key_does_not_use_up_the_requests_of_who_has_it()
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:RequestsPerSecond", "1"), ("ProducerApi:ApiKey", "secret"));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.PostAsync("/events", PageEvents.Json("a"))));

        api.Http.DefaultRequestHeaders.Add("X-Api-Key", "secret");
        using var response = await api.PostAsync("/events", PageEvents.Json("a"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task When_as_many_requests_are_under_way_as_may_be_the_next_one_is_turned_away()
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:MaxConcurrentRequests", "1"));
        using var stream = await DuplexRequest.StartAsync(api.Address, "/events", "application/x-ndjson");
        await stream.SkipHeadersAsync();

        using var response = await api.PostAsync("/events", PageEvents.Json("a"));

        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public void Options_that_are_wrong_stop_the_start_and_are_told_all_at_once()
    {
        var e = Assert.Throws<OptionsValidationException>(() => RunningApi.Start(cluster,
            ("ProducerApi:MaxRecordBytes", "0"), ("ProducerApi:MaxDiscardedBytes", "-1"), ("ProducerApi:MaxInFlightLines", "0"), ("ProducerApi:RequestsPerSecond", "-1"), ("ProducerApi:Topics:Deny:0", "*"), ("ProducerApi:Topics:Deny:1", "a b")));

        Assert.Equal(
            ["ProducerApi:Topics:Deny:1", "ProducerApi:MaxRecordBytes", "ProducerApi:MaxDiscardedBytes", "ProducerApi:RequestsPerSecond", "ProducerApi:MaxInFlightLines"],
            e.Failures.Select(failure => failure.Split(' ')[0]));
    }

    [Theory]
    [InlineData("ProducerApi:Tpics:Deny:0", "Tpics")]
    [InlineData("ProducerApi:Topics:Dny:0", "Dny")]
    public void An_option_that_does_not_exist_stops_the_start(string key, string unknown) =>
        Assert.Contains($"'{unknown}'", Assert.Throws<InvalidOperationException>(() => RunningApi.Start(cluster, (key, "*"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task By_default_nobody_writes_to_the_statistics_topic_whatever_its_name()
    {
        await using var api = RunningApi.Start(cluster, ("Topics:page-statistics:Name", "totals"));

        await (await api.PostAsync("/topics/totals/records", "{}")).ProblemAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task HEAD_checks_what_GET_checks_and_publishes_nothing()
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:ApiKey", "secret"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await HeadAsync()).StatusCode);
        api.Http.DefaultRequestHeaders.Add("X-Api-Key", "secret");

        Assert.Equal(HttpStatusCode.OK, (await HeadAsync()).StatusCode);
        Assert.Empty(cluster.ReadToEnd(api.Topic));

        Task<HttpResponseMessage> HeadAsync() => api.Http.SendAsync(new(HttpMethod.Head, $"/publish/{api.Topic}/home"));
    }

    [Fact]
    public void Options_do_not_show_their_secret() =>
        Assert.DoesNotContain("secret", new ApiOptions { ApiKey = "secret" }.ToString(), StringComparison.Ordinal);
}
