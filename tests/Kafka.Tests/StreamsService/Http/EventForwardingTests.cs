using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Kafka.Tests.ProducerApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kafka.Tests.StreamsService.Http;

public sealed class EventForwardingTests
{
    private const string Receipt = """{"topic":"page-events","partition":3,"offset":42,"timestamp":"2026-05-04T12:00:00Z"}""";

    [Theory]
    [InlineData("services:producer-api:http:0")]
    [InlineData("Publishing:Address")]
    public async Task An_event_goes_to_ProducerApi_and_its_answer_comes_back(string setting)
    {
        var bodies = new ConcurrentQueue<string>();
        await using var producerApi = await StandInAsync(async http =>
        {
            bodies.Enqueue($"{http.Request.Method} {http.Request.Path} {http.Request.ContentType} {await new StreamReader(http.Request.Body).ReadToEndAsync()}");
            http.Response.Headers["traceresponse"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
            await http.Response.WriteAsync(Receipt);
        });
        await using var app = await RunningStreams.StartAsync((setting, producerApi.Urls.Single()));

        using var response = await PostAsync(app, PageEvents.Json("P1"));

        Assert.Equal(Receipt, (await response.SuccessAsync()).GetRawText());
        Assert.Equal("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", Assert.Single(response.Headers.GetValues("traceresponse")));
        Assert.Equal($"POST /events application/json {PageEvents.Json("P1")}", Assert.Single(bodies));
        Assert.True((await (await app.Http.GetAsync("/topology")).SuccessAsync()).GetProperty("publishing").GetBoolean());
    }

    [Fact]
    public async Task ProducerApi_does_not_learn_which_page_sent_the_event()
    {
        var headers = new ConcurrentQueue<string>();
        await using var producerApi = await StandInAsync(http =>
        {
            foreach (var header in http.Request.Headers) headers.Enqueue(header.Key);
            return http.Response.WriteAsync(Receipt);
        });
        await using var app = await RunningStreams.StartAsync(("Publishing:Address", producerApi.Urls.Single()));
        app.Http.DefaultRequestHeaders.Add("Origin", app.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        app.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");

        await (await PostAsync(app, PageEvents.Json("P1"))).SuccessAsync();

        Assert.DoesNotContain(headers, header => header is "Origin" or "Sec-Fetch-Site");
    }

    [Fact]
    public async Task What_ProducerApi_refuses_is_told_in_its_words()
    {
        await using var producerApi = await StandInAsync(http =>
        {
            http.Response.Headers.RetryAfter = "7";
            http.Response.StatusCode = 429;
            http.Response.ContentType = "application/problem+json";
            return http.Response.WriteAsync("""{"title":"Too many requests."}""");
        });
        await using var app = await RunningStreams.StartAsync(("Publishing:Address", producerApi.Urls.Single()));

        using var response = await PostAsync(app, "{}");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("7", Assert.Single(response.Headers.GetValues("Retry-After")));
        Assert.Equal("""{"title":"Too many requests."}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_request_and_what_ProducerApi_does_about_it_are_one_trace()
    {
        var parents = new ConcurrentQueue<string>();
        await using var producerApi = await StandInAsync(http =>
        {
            parents.Enqueue(http.Request.Headers.TraceParent.ToString());
            return http.Response.WriteAsync(Receipt);
        });
        await using var app = await RunningStreams.StartAsync(("Publishing:Address", producerApi.Urls.Single()));
        using var spans = Listen();
        using var browser = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null });
        browser.DefaultRequestHeaders.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        using var response = await browser.PostAsJsonAsync(new Uri(app.Http.BaseAddress!, "/events"), PageEvents.Named("P1"));

        await response.SuccessAsync();
        var parent = Assert.Single(parents).Split('-');
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", response.TraceId());
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", parent[1]);
        Assert.NotEqual("00f067aa0ba902b7", parent[2]); // the parent is a span of this service, and not the client's
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=a")]
    [InlineData("application/x-ndjson")]
    public async Task What_a_page_of_another_site_may_send_without_asking_is_refused(string? contentType)
    {
        await using var producerApi = await StandInAsync(_ => throw new InvalidOperationException("No request may be forwarded."));
        await using var app = await RunningStreams.StartAsync(("Publishing:Address", producerApi.Urls.Single()));

        using var response = await PostAsync(app, PageEvents.Json("P1"), contentType);

        await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_event_that_is_too_large_is_refused(bool hasLength)
    {
        await using var producerApi = await StandInAsync(http => http.Request.Body.CopyToAsync(Stream.Null));
        await using var app = await RunningStreams.StartAsync(("Publishing:Address", producerApi.Urls.Single()));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/events") { Content = new StringContent(new string(' ', 65 * 1024), Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = !hasLength;

        using var response = await app.Http.SendAsync(request);

        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task An_event_that_does_not_arrive_in_time_is_refused()
    {
        await using var producerApi = await StandInAsync(_ => throw new InvalidOperationException("No request may be forwarded."));
        await using var app = await RunningStreams.StartAsync(("Publishing:Address", producerApi.Urls.Single()), ("Publishing:BodyTimeout", "00:00:40"));
        using var request = await DuplexRequest.StartAsync(app.Http.BaseAddress!, "/events", "application/json");
        await request.SendAsync("{");

        var status = request.StatusLineAsync();
        await Eventually.TrueAsync(
            () =>
            {
                app.Time.Advance(TimeSpan.FromSeconds(40));
                return status.IsCompleted;
            },
            "the body is given up");

        Assert.Contains("408", await status, StringComparison.Ordinal);
        await request.SkipHeadersAsync();
        Assert.Contains("The body did not arrive within 40 s.", await request.StatusLineAsync() + await request.StatusLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idempotency_key_reaches_ProducerApi_and_what_it_says_about_it_comes_back()
    {
        await using var producerApi = await StandInAsync(http =>
        {
            http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            http.Response.Headers["Idempotent-Replayed"] = "true";
            return http.Response.WriteAsync(http.Request.Headers["Idempotency-Key"].ToString());
        });
        await using var app = await RunningStreams.StartAsync(("Publishing:Address", producerApi.Urls.Single()));
        app.Http.DefaultRequestHeaders.Add("Idempotency-Key", "\"k1\"");

        using var response = await PostAsync(app, PageEvents.Json("P1"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "\"k1\""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal("true", Assert.Single(response.Headers.GetValues("Idempotent-Replayed")));
    }

    [Fact]
    public async Task Without_a_ProducerApi_it_is_said_so()
    {
        await using var app = await RunningStreams.StartAsync();

        using var response = await PostAsync(app, PageEvents.Json("P1"));

        Assert.Equal("No ProducerApi is configured.", (await response.ProblemAsync(HttpStatusCode.ServiceUnavailable)).GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_ProducerApi_that_is_away_is_said_to_be()
    {
        string address;
        await using (var producerApi = await StandInAsync(_ => Task.CompletedTask)) address = producerApi.Urls.Single();
        await using var app = await RunningStreams.StartAsync(("Publishing:Address", address));

        using var response = await PostAsync(app, PageEvents.Json("P1"));

        Assert.Equal("ProducerApi can't be reached.", (await response.ProblemAsync(HttpStatusCode.BadGateway)).GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_ProducerApi_that_is_silent_is_given_up()
    {
        await using var producerApi = await StandInAsync(http => NeverCompletes.UntilAsync(http.RequestAborted));
        await using var app = await RunningStreams.StartAsync(("Publishing:Address", producerApi.Urls.Single()), ("Publishing:Timeout", "00:00:00.2"));

        using var response = await PostAsync(app, PageEvents.Json("P1"));

        Assert.Equal("ProducerApi did not respond in time.", (await response.ProblemAsync(HttpStatusCode.GatewayTimeout)).GetProperty("title").GetString());
    }

    private static Task<HttpResponseMessage> PostAsync(RunningStreams app, string body, string? contentType = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (contentType is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return app.Http.PostAsync("/events", content);
    }

    /// <summary>Starts a test double of ProducerApi.</summary>
    private static async Task<WebApplication> StandInAsync(RequestDelegate respond)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(respond);
        await app.StartAsync();
        return app;
    }

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
