using System.Diagnostics;
using ConsumerWorker;
using Contracts;
using JsonService;
using Kafka.Tests.ProducerApi;
using Messaging;
using StreamsService.Processing;

namespace Kafka.Tests.Messaging;

public sealed class OneTraceTests(KafkaCluster cluster)
{
    private readonly string _output = KafkaCluster.NewName("output");
    private readonly string _statistics = cluster.NewTopic();
    private readonly string _suffix = KafkaCluster.NewName("");

    [Fact]
    public async Task One_http_request_is_one_trace_through_all_services()
    {
        await using var api = RunningApi.Start(cluster);
        var configuration = new Dictionary<string, string?>(cluster.Configuration)
        {
            ["Topics:page-events:Name"] = api.Topic,
            ["Topics:page-events-json:Name"] = _output,
            ["Topics:page-statistics:Name"] = _statistics,
            ["JsonService:UserHashKey"] = new('k', 32),
        };
        await using var consumer = await RunningService<PrintRecord>.StartAsync(With("consumer-worker"));
        await using var transform = await RunningService<TransformPageEvent>.StartAsync(With("json-service"));
        await using var streams = await RunningService<CountPageEvents>.StartAsync(With("streams-service"));
        await using var listener = await SubscribeAsync(_output, Group("somebody-else"));
        using var spans = new Spans();

        using var response = await api.GetAsync($"/publish/{api.Topic}/P1");
        var trace = response.TraceId();

        await Eventually.TrueAsync(() => spans.Of(trace).Count >= 8, "all spans have ended");
        var all = spans.Of(trace);
        var request = Assert.Single(all, span => span.Kind is ActivityKind.Server);
        var send = Assert.Single(all, span => span.DisplayName == $"send {api.Topic}");
        Assert.Equal(request.SpanId, send.ParentSpanId);
        Assert.Equal(send.SpanId, ProcessedBy("consumer-worker").ParentSpanId);
        Assert.Equal(send.SpanId, ProcessedBy("json-service").ParentSpanId);
        Assert.Equal(send.SpanId, ProcessedBy("streams-service").ParentSpanId);
        var sendJson = Assert.Single(all, span => span.DisplayName == $"send {_output}");
        Assert.Equal(ProcessedBy("json-service").SpanId, sendJson.ParentSpanId);
        Assert.Equal(sendJson.SpanId, ProcessedBy("somebody-else").ParentSpanId);
        var sendStatistics = Assert.Single(all, span => span.DisplayName == $"send {_statistics}");
        Assert.Equal(ProcessedBy("streams-service").SpanId, sendStatistics.ParentSpanId);

        string[] topics = [api.Topic, _output, _statistics];
        Assert.All(topics.SelectMany(spans.About), span => Assert.Equal(trace, span.TraceId.ToHexString()));

        Dictionary<string, string?> With(string group) => new(configuration) { ["Kafka:Consumer:Group"] = Group(group) };

        Activity ProcessedBy(string group) => Assert.Single(all, span => Group(group).Equals(span.GetTagItem("messaging.consumer.group.name")));
    }

    [Fact]
    public async Task A_span_has_the_position_of_its_record_and_never_its_value()
    {
        await using var api = RunningApi.Start(cluster);
        await using var consumer = await SubscribeAsync(api.Topic, Group("consumer-worker"));
        using var spans = new Spans();

        using var response = await api.GetAsync($"/publish/{api.Topic}/P1");
        var receipt = (await response.SuccessAsync()).GetProperty("receipt");
        await Eventually.TrueAsync(() => spans.Of(response.TraceId()).Count >= 3, "all spans have ended");

        foreach (var span in spans.Of(response.TraceId()).Where(span => span.Kind is ActivityKind.Producer or ActivityKind.Consumer))
        {
            var tags = span.TagObjects.ToDictionary();
            Assert.Equal("kafka", tags["messaging.system"]);
            Assert.Equal(api.Topic, tags["messaging.destination.name"]);
            Assert.Equal(receipt.GetProperty("partition").ToString(), tags["messaging.destination.partition.id"]);
            Assert.Equal(receipt.GetProperty("offset").GetInt64(), tags["kafka.offset"]);
            Assert.Equal("P1", tags["kafka.message.key"]);
            Assert.NotEqual("", tags["messaging.client.id"]);
            if (!KafkaCluster.IsReal) Assert.Equal(cluster.BootstrapServers, $"{tags["server.address"]}:{tags["server.port"]}");
            Assert.DoesNotContain(tags.Values, value => value is string text && text.Contains("duration", StringComparison.Ordinal));
        }
    }

    private async Task<TestService> SubscribeAsync(string topic, string group) =>
        await (await TestService.StartAsync(cluster.Configuration, builder =>
        {
            builder.AddSubscription<PageEvent, Recorder>(Topics.PageEvents with { Name = topic }, group);
        })).ReadyAsync();

    private string Group(string name) => name + _suffix;
}
