using System.Net;
using Kafka.Tests.ProducerApi;
using Kafka.Tests.StreamsService;
using Microsoft.Extensions.Options;

namespace Kafka.Tests.ServiceDefaults;

public sealed class CrossSiteRequestsTests(KafkaCluster cluster)
{
    private const string Shop = "https://shop.example";

    public static TheoryData<bool, string[]> Requests { get; } = new()
    {
        { true, [] }, // a client that is no browser
        { true, ["Sec-Fetch-Site: same-origin"] },
        { true, ["Sec-Fetch-Site: same-origin", "Origin: https://behind.a.proxy"] },
        { true, ["Sec-Fetch-Site: none"] }, // the address bar
        { true, ["Origin: {own}"] },
        { false, ["Sec-Fetch-Site: cross-site"] },
        { false, ["Sec-Fetch-Site: cross-site", "Origin: {own}"] },
        { false, ["Sec-Fetch-Site: same-site"] }, // another port of this host
        { false, ["Sec-Fetch-Site: Same-Origin"] },
        { false, ["Sec-Fetch-Site: same-origin, none"] },
        { false, ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: same-origin"] },
        { false, ["Origin: https://evil.example"] },
        { false, ["Origin: http://127.0.0.1:1"] },
        { false, ["Origin: null"] },
        { false, ["Origin: file://"] },
        { false, ["Origin: {own}", "Origin: {own}"] },
        { false, ["Origin: {own}/"] },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Only_own_pages_and_clients_that_are_no_browsers_change_something(bool isAccepted, string[] headers)
    {
        await using var api = RunningApi.Start(cluster);
        headers = [.. headers.Select(header => header.Replace("{own}", api.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal))];

        var (posted, body) = await RawRequest.SendAsync(api.Address, "POST", $"/topics/{api.Topic}/records", ["Content-Type: text/plain", .. headers]);
        var (published, _) = await RawRequest.SendAsync(api.Address, "GET", $"/publish/{api.Topic}/P1", headers);
        var (read, _) = await RawRequest.SendAsync(api.Address, "GET", "/openapi/v1.json", headers);

        var expected = isAccepted ? HttpStatusCode.OK : HttpStatusCode.Forbidden;
        Assert.Equal((expected, expected, HttpStatusCode.OK), (posted, published, read));
        if (!isAccepted) Assert.Contains("A page of another site sent this request.", body, StringComparison.Ordinal);
        Assert.Equal(isAccepted ? 2 : 0, cluster.ReadToEnd(api.Topic).Count);
    }

    [Theory]
    [InlineData("cross-site", "https://evil.example")]
    [InlineData("same-site", null)]
    public async Task The_live_page_of_another_site_publishes_nothing(string site, string? origin)
    {
        await using var streams = await RunningStreams.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/events") { Content = new StringContent("{}", null, "application/json") };
        request.Headers.Add("Sec-Fetch-Site", site);
        if (origin is not null) request.Headers.Add("Origin", origin);

        using var response = await streams.Http.SendAsync(request);

        await response.ProblemAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_page_of_an_allowed_origin_uses_the_API_and_reads_its_responses_and_errors()
    {
        await using var api = RunningApi.Start(cluster, ("Http:AllowedOrigins:0", "https://SHOP.example:443"));
        api.Http.DefaultRequestHeaders.Add("Origin", Shop);
        api.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/events");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "content-type,x-api-key,idempotency-key");

        using var asked = await api.Http.SendAsync(preflight);
        using var published = await api.PostAsync("/events", PageEvents.Json("P1"));
        using var refused = await api.PostAsync("/events", "{}");

        Assert.Equal(HttpStatusCode.NoContent, asked.StatusCode);
        Assert.Equal("content-type,x-api-key,idempotency-key", Assert.Single(asked.Headers.GetValues("Access-Control-Allow-Headers")));
        await published.SuccessAsync();
        await refused.ProblemAsync(HttpStatusCode.BadRequest);
        foreach (var response in new[] { asked, published, refused })
        {
            Assert.Equal(Shop, Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        }

        Assert.Contains("traceresponse", Assert.Single(published.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://shop.example")]
    [InlineData("https://shop.example:8443")]
    [InlineData("https://shop.example.evil.example")]
    public async Task Another_origin_is_not_allowed_by_the_allowed_one(string origin)
    {
        await using var api = RunningApi.Start(cluster, ("Http:AllowedOrigins:0", Shop));
        api.Http.DefaultRequestHeaders.Add("Origin", origin);

        using var response = await api.PostAsync("/events", PageEvents.Json("P1"));

        await response.ProblemAsync(HttpStatusCode.Forbidden);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("shop.example")]
    [InlineData("https://*.example")]
    [InlineData("https://shop.example/")]
    [InlineData("https://shop.example/path")]
    [InlineData("https://shop.example?query")]
    [InlineData("https://user@shop.example")]
    [InlineData("ftp://shop.example")]
    public void What_is_not_an_origin_stops_the_start(string origin)
    {
        var e = Assert.Throws<OptionsValidationException>(() => RunningApi.Start(cluster, ("Http:AllowedOrigins:0", Shop), ("Http:AllowedOrigins:1", origin)));

        Assert.StartsWith("Http:AllowedOrigins:1 must be scheme://host", Assert.Single(e.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    [InlineData("http://[::1]:5101", "http://[::1]:5101")]
    [InlineData("HTTP://LOCALHOST:80", "http://localhost")]
    public void An_origin_is_compared_as_browsers_write_it(string configured, string sent) =>
        Assert.Equal(sent, global::ServiceDefaults.Http.Origin.TryParse(configured));
}
