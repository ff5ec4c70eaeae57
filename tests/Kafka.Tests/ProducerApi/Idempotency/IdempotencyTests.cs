using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kafka.Tests.ProducerApi.Idempotency;

public sealed class IdempotencyTests(KafkaCluster cluster) : IAsyncDisposable
{
    private readonly KeyedApi _instances = new(cluster);

    [Fact]
    public async Task A_retry_gets_the_first_receipt_and_publishes_no_second_record()
    {
        var api = _instances.Start();

        using var first = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "\"k 1\"");
        using var retry = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "\"k 1\"");
        using var other = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "k2");

        var receipt = await first.SuccessAsync();
        Assert.Equal($"{receipt}", $"{await retry.SuccessAsync()}");
        Assert.NotEqual(receipt.GetProperty("offset").GetInt64(), (await other.SuccessAsync()).GetProperty("offset").GetInt64());
        Assert.Equal([false, true, false], [first.IsReplay(), retry.IsReplay(), other.IsReplay()]);
        Assert.Equal(["a", "a"], _instances.Names());
    }

    [Fact]
    public async Task A_record_of_any_topic_is_published_once_with_its_headers_and_trace()
    {
        var api = _instances.Start();
        var topic = cluster.NewTopic();
        var path = $"/topics/{topic}/records?key=k&partition=1&header=a:1";

        using var first = await api.PostKeyedAsync(path, "text", "\"k1\"", "text/plain");
        using var retry = await api.PostKeyedAsync(path, "text", "k1", "text/plain");

        Assert.Equal($"{await first.SuccessAsync()}", $"{await retry.SuccessAsync()}");
        var record = Assert.Single(cluster.ReadToEnd(topic));
        Assert.Equal((1, "k", "text"), (record.Partition.Value, Encoding.UTF8.GetString(record.Message.Key), Encoding.UTF8.GetString(record.Message.Value)));
        Assert.Equal("1", Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes("a")));
        Assert.Contains(first.TraceId(), Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes("traceparent")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?key=k&partition=1&header=a:1", "other")]
    [InlineData("?key=l&partition=1&header=a:1", "value")]
    [InlineData("?key=k&partition=2&header=a:1", "value")]
    [InlineData("?key=k&partition=1&header=a:2", "value")]
    [InlineData("?key=k&partition=1", "value")]
    public async Task The_key_of_another_record_is_422(string query, string value)
    {
        var api = _instances.Start();
        var path = $"/topics/{_instances.Topic}/records";
        using var first = await api.PostKeyedAsync($"{path}?key=k&partition=1&header=a:1", "value", "k1", "text/plain");
        await first.SuccessAsync();

        using var other = await api.PostKeyedAsync($"{path}{query}", value, "k1", "text/plain");
        using var elsewhere = await api.PostKeyedAsync($"/topics/{cluster.NewTopic()}/records?key=k&partition=1&header=a:1", "value", "k1", "text/plain");

        await other.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await elsewhere.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(["k"], _instances.Names());
    }

    [Fact]
    public async Task The_id_of_an_event_is_its_key()
    {
        var api = _instances.Start();

        using var first = await api.PostAsync("/events", KeyedRequestExtensions.Event("k1", "a"));
        using var retry = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "k1");
        using var both = await api.PostKeyedAsync("/events", KeyedRequestExtensions.Event("k1", "a"), "\"k1\"");
        using var differ = await api.PostKeyedAsync("/events", KeyedRequestExtensions.Event("k1", "a"), "\"k2\"");

        Assert.Equal($"{await first.SuccessAsync()}", $"{await retry.SuccessAsync()}");
        Assert.True(both.IsReplay());
        Assert.StartsWith("Idempotency-Key: ", Assert.Single((await differ.ProblemAsync(HttpStatusCode.BadRequest)).Errors()), StringComparison.Ordinal);
        Assert.DoesNotContain("k1", Encoding.UTF8.GetString(Assert.Single(cluster.ReadToEnd(_instances.Topic)).Message.Value), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_key_is_400_together_with_all_other_errors()
    {
        var api = _instances.Start();

        using var records = await api.PostKeyedAsync($"/topics/{_instances.Topic}/records?partition=x", "{", "a b");
        using var events = await api.PostKeyedAsync("/events", "{}", "");
        using var stream = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "k", "application/x-ndjson");

        var errors = (await records.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("errors").EnumerateObject().Select(member => member.Name);
        Assert.Equal(["$", "Idempotency-Key", "partition"], errors.Order(StringComparer.Ordinal));
        Assert.Equal(5, (await events.ProblemAsync(HttpStatusCode.BadRequest)).Errors().Count());
        Assert.Contains("id", Assert.Single((await stream.ProblemAsync(HttpStatusCode.BadRequest)).Errors()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_window_a_key_is_new()
    {
        var time = new FakeTimeProvider(PageEvents.Noon);
        var api = _instances.Start(services => services.AddSingleton<TimeProvider>(time));
        using var first = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "k");
        await first.SuccessAsync();

        time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        using var within = await api.PostKeyedAsync("/events", PageEvents.Json("b"), "k");
        await within.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        time.Advance(TimeSpan.FromSeconds(1));
        using var after = await api.PostKeyedAsync("/events", PageEvents.Json("b"), "k");

        Assert.False(after.IsReplay());
        await after.SuccessAsync();
        Assert.Equal(["a", "b"], _instances.Names().Order());
    }

    [Fact]
    public async Task A_rejected_record_does_not_use_up_its_key_and_does_not_hold_up_others()
    {
        var api = _instances.Start(("Aspire:Confluent:Kafka:Producer:Config:MessageMaxBytes", "1000"));
        var path = $"/topics/{_instances.Topic}/records";
        var large = new string('x', 2000);

        var good = Enumerable.Range(0, 20).Select(i => api.PostKeyedAsync($"{path}?key={i}", "v", $"good{i}", "text/plain")).ToList();
        var tooLarge = Enumerable.Range(0, 5).Select(i => api.PostKeyedAsync(path, large, $"large{i}", "text/plain")).ToList();
        var nowhere = Enumerable.Range(0, 5).Select(i => api.PostKeyedAsync($"{path}?partition=99", "v", $"nowhere{i}", "text/plain")).ToList();

        foreach (var response in await Task.WhenAll(tooLarge)) await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        foreach (var response in await Task.WhenAll(nowhere)) await response.ProblemAsync(HttpStatusCode.NotFound);
        foreach (var response in await Task.WhenAll(good)) await response.SuccessAsync();
        using var retry = await api.PostKeyedAsync($"{path}?key=smaller", "v", "large0", "text/plain");
        await retry.SuccessAsync();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}").Append("smaller").Order(), _instances.Names().Order());
    }

    [Fact]
    public async Task Beyond_the_maximum_of_keys_a_new_key_is_503_and_a_known_one_gets_its_receipt()
    {
        var api = _instances.Start(("Kafka:Idempotency:MaxKeys", "1"));
        using var first = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "k1");
        await first.SuccessAsync();

        using var second = await api.PostKeyedAsync("/events", PageEvents.Json("b"), "k2");
        using var retry = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "k1");

        await second.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.InRange(second.Headers.RetryAfter?.Delta ?? default, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        await retry.SuccessAsync();
    }

    [Fact]
    public async Task Clients_can_not_write_the_topic_of_the_keys()
    {
        var api = _instances.Start(("ProducerApi:Topics:Deny:0", "nothing"));

        using var response = await api.PostAsync($"/topics/{_instances.Keys}/records?key=k", "{}");

        await response.ProblemAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_OpenAPI_document_describes_the_key()
    {
        var api = _instances.Start();
        using var document = JsonDocument.Parse(await (await api.GetAsync("/openapi/v1.json")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        foreach (var path in new[] { "/events", "/topics/{topic}/records" })
        {
            var operation = document.RootElement.GetProperty("paths").GetProperty(path).GetProperty("post");
            Assert.Contains(operation.GetProperty("parameters").EnumerateArray(), parameter =>
                parameter.GetProperty("name").GetString() == "Idempotency-Key" && parameter.GetProperty("in").GetString() == "header");
            Assert.Contains("key", operation.GetProperty("responses").GetProperty("409").GetProperty("description").GetString(), StringComparison.Ordinal);
            Assert.Contains("key", operation.GetProperty("responses").GetProperty("422").GetProperty("description").GetString(), StringComparison.Ordinal);
            Assert.True(operation.GetProperty("responses").GetProperty("200").GetProperty("headers").TryGetProperty("Idempotent-Replayed", out _));
        }
    }

    public ValueTask DisposeAsync() => _instances.DisposeAsync();
}
