using System.Diagnostics;
using System.Text;
using Contracts;
using Messaging;
using SinkService.Database;
using SinkService.Events;

namespace Kafka.Tests.SinkService;

public sealed class TracesTests(KafkaCluster cluster, PostgresDatabases databases)
{
    private readonly string _topic = cluster.NewTopic(partitions: 1);
    private readonly string _group = KafkaCluster.NewName("group");

    [Fact]
    public async Task The_trace_of_an_event_goes_on_to_the_statements_of_the_database_which_link_to_the_other_events_of_their_batch()
    {
        await using var database = await databases.NewAsync();
        var contexts = Enumerable.Range(0, 3).Select(_ => NewContext(ActivityTraceFlags.Recorded)).ToList();
        Send(NewContext(ActivityTraceFlags.None));
        foreach (var context in contexts) Send(context);
        using var spans = new Spans();

        await using var service = await StartAsync(database);

        await Eventually.TrueAsync(() => contexts.All(context => ProcessIn(context) is not null), "every event is processed");
        var all = spans.Of(contexts[0].TraceId.ToHexString());
        var store = Assert.Single(all, span => span.DisplayName == $"store {_topic}");
        Assert.Equal(contexts[0].SpanId, store.ParentSpanId);
        Assert.Equal(contexts.Skip(1), store.Links.Select(link => link.Context));
        Assert.Equal(4, store.GetTagItem("messaging.batch.message_count"));
        Assert.All(contexts, context => Assert.Equal(context.SpanId, ProcessIn(context)!.ParentSpanId));
        var statements = all.Where(span => span.Source.Name == "Npgsql").ToList();
        Assert.All(statements, statement => Assert.Equal(store.SpanId, statement.ParentSpanId));
        Assert.Contains(statements, statement => statement.GetTagItem("db.query.text") is string text && text.StartsWith("copy page_events", StringComparison.Ordinal));

        Activity? ProcessIn(ActivityContext context) =>
            spans.Of(context.TraceId.ToHexString()).SingleOrDefault(span => span.DisplayName == $"process {_topic}");
    }

    [Fact]
    public async Task A_record_without_a_trace_and_the_work_of_the_service_itself_start_no_traces()
    {
        await using var database = await databases.NewAsync();
        Send(default);
        using var spans = new Spans();

        await using (await StartAsync(database))
            await Eventually.TrueAsync(() => cluster.Committed(_topic, _group).Values.Sum() == 1, "the record is stored");

        Assert.Empty(spans.About(_topic));
        Assert.DoesNotContain(spans.Statements, IsRoot);

        bool IsRoot(Activity statement) =>
            statement.ParentSpanId == default && statement.GetTagItem("db.namespace") is string name
            && database.ConnectionString.EndsWith($"={name}", StringComparison.Ordinal);
    }

    private async Task<TestService> StartAsync(TestDatabase database)
    {
        var configuration = cluster.Configuration;
        configuration["ConnectionStrings:database"] = database.ConnectionString;
        return await TestService.StartAsync(configuration, builder =>
        {
            builder.AddSinkDatabase();
            builder.AddSink<AnonymousPageEvent, StoreEvents>(Topics.PageEventsJson with { Name = _topic }, _group);
        });
    }

    private void Send(ActivityContext context)
    {
        using var producer = cluster.NewProducer<string, byte[]>();
        var value = Topics.PageEventsJson.Encode(Records.Event());
        var message = new Confluent.Kafka.Message<string, byte[]> { Value = value, Headers = [] };
        if (context != default)
        {
            var flags = context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00";
            message.Headers.Add("traceparent", Encoding.ASCII.GetBytes($"00-{context.TraceId}-{context.SpanId}-{flags}"));
        }

        producer.Produce(new Confluent.Kafka.TopicPartition(_topic, 0), message);
        producer.Flush(KafkaCluster.Timeout);
    }

    private static ActivityContext NewContext(ActivityTraceFlags flags) =>
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, traceState: null, isRemote: true);
}
