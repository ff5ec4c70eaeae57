using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Confluent.Kafka;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Running;

[Collection(nameof(WithRunningSystem))]
public sealed class PublishedEventTests(RunningSystem shared)
{
    private static readonly string[] Groups = [Application.Consumer, Application.Json, Application.Streams];

    private readonly Application _application = shared.Application;

    [Fact]
    public Task An_event_published_over_http_flows_through_every_service() => EventFlow.FlowsThroughEveryServiceAsync(_application);

    [Fact]
    public async Task A_poison_record_is_dead_lettered_by_each_group_and_holds_nobody_up()
    {
        var key = PublishedEvent.NewName("poison");
        var bootstrapServers = await _application.BootstrapServersAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var after = $$"""{"name":"{{key}}-after","user":"U1","date":{{now}},"duration":300}""";
        using (var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = bootstrapServers }).Build())
        {
            await producer.ProduceAsync("page-events", new() { Key = key, Value = "not JSON", Headers = TraceContext() });
            // In the same partition.
            await producer.ProduceAsync("page-events", new() { Key = key, Value = after, Headers = TraceContext() });
        }

        foreach (var group in Groups)
        {
            Assert.Equal("not JSON", TopicReader.ValueOf(await _application.FindRecordAsync($"page-events.{group}.dead", key)));
        }

        await _application.WaitForLineAsync(Application.Consumer, $@"""name"":""{key}-after""");
        await _application.FindRecordAsync("page-events-json", $"{key}-after");
        await EventFlow.IsCountedAsync(_application, $"{key}-after", new(1, 300, 300));
    }

    [Fact]
    public async Task The_command_publish_event_publishes_an_event_and_shows_its_receipt()
    {
        var result = await _application.ExecuteAsync(Application.Producer, "publish-event");

        var (partition, offset) = ReceiptIn(result, "receipt");
        var record = TopicReader.ReadTo(await _application.BootstrapServersAsync(), "page-events", partition, offset)[^1];
        Assert.Equal("P1", TopicReader.KeyOf(record));
        Assert.Contains(TopicReader.TraceIdOf(record), result.Data!.Value);
    }

    [Fact]
    public async Task The_command_send_poison_record_sends_one_that_every_group_dead_letters()
    {
        var result = await _application.ExecuteAsync(Application.Producer, "send-poison-record");

        var (partition, offset) = ReceiptIn(result);
        foreach (var group in Groups)
        {
            var dead = await _application.FindRecordAsync(
                $"page-events.{group}.dead",
                $"the record of partition {partition} and offset {offset}",
                record =>
                    HeaderOf(record, "dead-letter.partition") == $"{partition}" && HeaderOf(record, "dead-letter.offset") == $"{offset}");
            Assert.Equal("undecodable", HeaderOf(dead, "dead-letter.reason"));
        }
    }

    private static (int Partition, long Offset) ReceiptIn(ExecuteCommandResult result, string? property = null)
    {
        Assert.True(result.Success, result.Message);
        using var response = JsonDocument.Parse(result.Data!.Value);
        var receipt = property is null ? response.RootElement : response.RootElement.GetProperty(property);
        return (receipt.GetProperty("partition").GetInt32(), receipt.GetProperty("offset").GetInt64());
    }

    /// <summary>The header of a producer that traces what it sends.</summary>
    private static Headers TraceContext() =>
        new() { { "traceparent", Encoding.ASCII.GetBytes($"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01") } };

    private static string? HeaderOf(ConsumeResult<byte[], byte[]> record, string name) =>
        record.Message.Headers.TryGetLastBytes(name, out var value) ? Encoding.UTF8.GetString(value) : null;
}
