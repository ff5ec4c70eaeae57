using System.Net;
using Microsoft.Extensions.Options;

namespace Kafka.Tests.SinkService.Http;

public sealed class DocumentationTests(SqliteDatabases databases)
{
    [Fact]
    public async Task The_OpenAPI_document_describes_every_endpoint_with_examples_and_the_meaning_of_every_status()
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);

        var paths = (await sink.GetJsonAsync("/openapi/v1.json")).GetProperty("paths");

        Assert.Equal(
            ["/events", "/events/{partition}/{offset}", "/totals"],
            paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        foreach (var operation in paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value))
        {
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.GetProperty("description").GetString()!);
            Assert.All(operation.GetProperty("parameters").EnumerateArray(), parameter => Assert.NotEmpty(parameter.GetProperty("description").GetString()!));
            var responses = operation.GetProperty("responses");
            Assert.True(Assert.Single(responses.GetProperty("200").GetProperty("content").EnumerateObject()).Value.TryGetProperty("example", out _));
            Assert.Superset(new HashSet<string> { "200", "400", "503" }, responses.EnumerateObject().Select(response => response.Name).ToHashSet());
            Assert.All(
                responses.EnumerateObject(),
                response => Assert.DoesNotContain("unexpected", response.Value.GetProperty("description").GetString(), StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("/", "text/html", "<!doctype html>")]
    [InlineData("/js/main.js", "text/javascript", "import")]
    [InlineData("/_content/WebTheme/js/chart/legend.js", "text/javascript", "Legend")]
    [InlineData("/_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js", "text/javascript", "echarts")]
    public async Task The_page_is_served_with_all_that_it_needs(string path, string contentType, string content)
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);

        using var response = await sink.Http.GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, contentType), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(content, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.StartsWith("default-src 'self'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/events")]
    [InlineData("/totals")]
    [InlineData("/openapi/v1.json")]
    public async Task HEAD_is_answered_as_GET_without_the_body(string path)
    {
        await using var database = await databases.NewWithTablesAsync();
        await using var sink = RunningSink.Start(database);

        using var response = await sink.Http.SendAsync(new(HttpMethod.Head, path));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("Timeout", "00:00:00", "Queries:Timeout must be longer than zero, and 1 hour at most.")]
    [InlineData("Timeout", "1.00:00:00", "Queries:Timeout must be longer than zero, and 1 hour at most.")]
    public async Task A_time_limit_that_can_not_be_stops_the_start(string key, string value, string error)
    {
        await using var database = await databases.NewAsync();

        var failure = Assert.Throws<OptionsValidationException>(() => RunningSink.Start(database, ($"Queries:{key}", value)));

        Assert.Equal([error], failure.Failures);
    }
}
