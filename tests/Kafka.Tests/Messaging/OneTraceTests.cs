using System.Collections.Concurrent;
using System.Diagnostics;
using Contracts;
using JsonService;
using Kafka.Tests.ProducerApi;
using Messaging;

namespace Kafka.Tests.Messaging;

public sealed class OneTraceTests(KafkaCluster cluster)
{
    private readonly string _output = KafkaCluster.NewName("output");
    private readonly string _consumers = KafkaCluster.NewName("consumer-worker");
    private readonly string _transforms = KafkaCluster.NewName("json-service");

    [Fact]
    public async Task One_http_request_is_one_trace_through_all_services()
    {
        await using var api = RunningApi.Start(cluster);
        await using var consumer = await SubscribeAsync(api.Topic, _consumers);
        await using var transform = await TransformAsync(api.Topic);
        await using var listener = await SubscribeAsync(_output, KafkaCluster.NewName("somebody-else"));
        using var spans = new Spans();

        using var response = await api.GetAsync($"/publish/{api.Topic}/P1");
        var trace = response.TraceId();

        await Eventually.TrueAsync(() => spans.Of(trace).Count >= 6, "all spans have ended");
        var all = spans.Of(trace);
        var request = Assert.Single(all, span => span.Kind is ActivityKind.Server);
        var send = Assert.Single(all, span => span.DisplayName == $"send {api.Topic}");
        var consumed = Assert.Single(all, span => span.DisplayName == $"process {api.Topic}" && Group(span) == _consumers);
        var transformed = Assert.Single(all, span => span.DisplayName == $"process {api.Topic}" && Group(span) == _transforms);
        var sendOn = Assert.Single(all, span => span.DisplayName == $"send {_output}");
        var last = Assert.Single(all, span => span.DisplayName == $"process {_output}");
        Assert.Equal(request.SpanId, send.ParentSpanId);
        Assert.Equal(send.SpanId, consumed.ParentSpanId);
        Assert.Equal(send.SpanId, transformed.ParentSpanId);
        Assert.Equal(transformed.SpanId, sendOn.ParentSpanId);
        Assert.Equal(sendOn.SpanId, last.ParentSpanId);

        await Eventually.TrueAsync(() => spans.CommitOf(transformed) is not null, "the transaction's span links to its record");
        Assert.NotEqual(trace, spans.CommitOf(transformed)!.TraceId.ToHexString());
    }

    [Fact]
    public async Task A_span_says_where_its_record_is_and_never_what_is_in_it()
    {
        await using var api = RunningApi.Start(cluster);
        await using var consumer = await SubscribeAsync(api.Topic, _consumers);
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

    private async Task<TestService> TransformAsync(string topic)
    {
        var configuration = cluster.Configuration;
        configuration["JsonService:UserHashKey"] = new string('k', 32);
        return await (await TestService.StartAsync(configuration, builder =>
        {
            builder.AddUserHash();
            builder.AddTransform<PageEvent, AnonymousPageEvent, TransformPageEvent>(
                Topics.PageEvents with { Name = topic }, Topics.PageEventsJson with { Name = _output }, _transforms);
        })).ReadyAsync();
    }

    private static string? Group(Activity span) => span.GetTagItem("messaging.consumer.group.name") as string;

    /// <summary>All spans that end while it lives, of all services in this process.</summary>
    private sealed class Spans : IDisposable
    {
        private readonly ConcurrentQueue<Activity> _ended = [];
        private readonly ActivityListener _listener;

        public Spans()
        {
            _listener = new()
            {
                ShouldListenTo = source => source.Name is "Messaging" or "Microsoft.AspNetCore",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _ended.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IReadOnlyList<Activity> Of(string traceId) => [.. _ended.Where(span => span.TraceId.ToHexString() == traceId)];

        public Activity? CommitOf(Activity process) => _ended.FirstOrDefault(span =>
            span.DisplayName.StartsWith("commit ", StringComparison.Ordinal) && span.Links.Any(link => link.Context.SpanId == process.SpanId));

        public void Dispose() => _listener.Dispose();
    }
}
