using System.Net;
using Kafka.Tests.ProducerApi;

namespace Kafka.Tests.StreamsService.Http;

public sealed class DocumentationTests
{
    [Fact]
    public async Task The_OpenAPI_document_describes_every_endpoint_with_examples()
    {
        await using var app = await RunningStreams.StartAsync();

        var document = await (await app.Http.GetAsync("/openapi/v1.json")).SuccessAsync();

        var paths = document.GetProperty("paths");
        Assert.Equal(
            ["/analytics", "/events", "/records", "/statistics", "/statistics/stream", "/statistics/{page}", "/topology"],
            paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        foreach (var operation in paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value))
        {
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.GetProperty("description").GetString()!);
            var success = Assert.Single(operation.GetProperty("responses").GetProperty("200").GetProperty("content").EnumerateObject());
            Assert.True(success.Value.TryGetProperty("example", out _));
        }

        Assert.Equal(
            ["page", "search", "from", "to", "limit", "before"],
            paths.GetProperty("/statistics").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
        var publish = paths.GetProperty("/events").GetProperty("post");
        Assert.Equal("Idempotency-Key", Assert.Single(publish.GetProperty("parameters").EnumerateArray()).GetProperty("name").GetString());
        Assert.Superset(
            new HashSet<string> { "400", "401", "403", "408", "409", "413", "415", "422", "429", "502", "503", "504" },
            publish.GetProperty("responses").EnumerateObject().Select(response => response.Name).ToHashSet());
        var window = document.GetProperty("components").GetProperty("schemas").GetProperty("PageWindow").GetProperty("properties");
        Assert.Equal("string", window.GetProperty("window").GetProperty("type").GetString());
        Assert.Equal("integer", window.GetProperty("count").GetProperty("type").GetString());
    }

    [Fact]
    public async Task The_OpenAPI_document_has_the_meaning_of_every_status()
    {
        await using var app = await RunningStreams.StartAsync();

        var document = await (await app.Http.GetAsync("/openapi/v1.json")).SuccessAsync();

        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject());
        var responses = operations.SelectMany(operation => operation.Value.GetProperty("responses").EnumerateObject());
        Assert.All(responses, response => Assert.DoesNotContain("unexpected", response.Value.GetProperty("description").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_to_try_it_needs_nothing_from_elsewhere()
    {
        await using var app = await RunningStreams.StartAsync();

        var page = await app.Http.GetStringAsync("/docs/");

        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("/docs/scalar.js")).StatusCode);
    }

    [Theory]
    [InlineData("/topology", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; form-action 'self'")]
    [InlineData("/nowhere", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; form-action 'self'")]
    [InlineData("/docs/", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; form-action 'self'; script-src 'self' 'unsafe-inline'; font-src 'self' data:")]
    public async Task Every_answer_tells_browsers_to_keep_to_this_site(string path, string policy)
    {
        await using var app = await RunningStreams.StartAsync();

        using var response = await app.Http.GetAsync(path);

        Assert.Equal(policy, Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task An_address_with_nothing_is_a_problem_with_a_trace()
    {
        await using var app = await RunningStreams.StartAsync();

        await (await app.Http.GetAsync("/nowhere")).ProblemAsync(HttpStatusCode.NotFound);
        await (await app.Http.DeleteAsync("/statistics")).ProblemAsync(HttpStatusCode.MethodNotAllowed);
    }
}
