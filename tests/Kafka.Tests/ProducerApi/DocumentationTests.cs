using System.Net;
using System.Text.Json;

namespace Kafka.Tests.ProducerApi;

public sealed class DocumentationTests(KafkaCluster cluster)
{
    private static readonly string[] StatusesOfAll = ["200", "400", "401", "403", "404", "408", "413", "414", "429", "431", "500", "503"];

    [Fact]
    public async Task The_OpenAPI_document_names_every_endpoint_and_every_status()
    {
        await using var api = RunningApi.Start(cluster);

        using var document = JsonDocument.Parse(await (await api.GetAsync("/openapi/v1.json")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        var paths = document.RootElement.GetProperty("paths");
        Assert.Equal(["/events", "/publish/{topic}/{name}", "/topics/{topic}/records"], paths.EnumerateObject().Select(path => path.Name).Order());
        foreach (var operation in paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()))
        {
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
            var statuses = operation.Value.GetProperty("responses").EnumerateObject().Select(response => response.Name).ToList();
            Assert.Empty(StatusesOfAll.Except(statuses));
        }

        Assert.Equal(["post", "delete"], paths.GetProperty("/topics/{topic}/records").EnumerateObject().Select(operation => operation.Name));
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        var name = schemas.GetProperty("PageEvent").GetProperty("properties").GetProperty("name");
        var writing = new[] { "/events", "/topics/{topic}/records" };
        foreach (var operation in writing.SelectMany(path => paths.GetProperty(path).EnumerateObject()).Select(operation => operation.Value))
        {
            Assert.Contains(operation.GetProperty("parameters").EnumerateArray(), it => it.GetProperty("name").GetString() is "Idempotency-Key");
            Assert.True(operation.GetProperty("responses").GetProperty("409").GetProperty("headers").TryGetProperty("Retry-After", out _));
            Assert.True(operation.GetProperty("responses").TryGetProperty("422", out _));
        }

        Assert.Equal([1, 256], [name.GetProperty("minLength").GetInt32(), name.GetProperty("maxLength").GetInt32()]);

        var events = paths.GetProperty("/events").GetProperty("post");
        Assert.True(events.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/x-ndjson", out _));
        var pageEvent = schemas.GetProperty("PageEvent").GetProperty("properties");
        Assert.Equal(["integer", "string"], pageEvent.GetProperty("date").GetProperty("type").EnumerateArray().Select(type => type.GetString()).Order());
        Assert.Equal("date-time", pageEvent.GetProperty("date").GetProperty("format").GetString());
        Assert.Equal("integer", pageEvent.GetProperty("duration").GetProperty("type").GetString());
        var receipt = schemas.GetProperty("Receipt").GetProperty("properties");
        Assert.Equal("string", receipt.GetProperty("timestamp").GetProperty("type").GetString());
        Assert.Equal(["integer", "null"], receipt.GetProperty("offset").GetProperty("type").EnumerateArray().Select(type => type.GetString()).Order());
    }

    [Fact]
    public async Task The_root_leads_to_a_page_that_needs_nothing_from_elsewhere()
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.GetAsync("/");

        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("/docs/", response.RequestMessage?.RequestUri?.AbsolutePath);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/docs/scalar.js")).StatusCode);
    }
}
