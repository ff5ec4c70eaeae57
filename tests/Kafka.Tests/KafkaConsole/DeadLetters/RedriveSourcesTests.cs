using System.Net;
using System.Net.Http.Json;
using System.Text;
using Confluent.Kafka;
using InMemoryKafka;
using KafkaConsole.DeadLetters;
using Messaging.Topics;
using Microsoft.Extensions.Configuration;

namespace Kafka.Tests.KafkaConsole.DeadLetters;

public sealed class RedriveSourcesTests
{
    [Theory]
    [InlineData("orders-dlt", "page-statistics", null)]
    [InlineData("orders-dlt", "page-statistics", "group")]
    [InlineData("orders.dead", "page-events-json", "group")]
    [InlineData("page-statistics.group.DEAD", "page-statistics", "group")]
    [InlineData("page-statistics.other.dead", "page-statistics", "group")]
    [InlineData("orders-dlt", "idempotency-keys", "group")]
    [InlineData("orders-dlt", "dead-letters.redriven", "group")]
    [InlineData("orders-dlt", "statistics-2", "group")] // the configured name
    [InlineData("orders-dlt", "page-events.group.dead", "group")]
    [InlineData("orders-dlt", "__consumer_offsets", "group")]
    public void Nobody_writes_to_a_topic_with_a_single_writer_through_the_console(string deadLetterTopic, string source, string? group) =>
        Assert.Contains($"came from {source}, which takes dead letters only from", ErrorOf(deadLetterTopic, source, group), StringComparison.Ordinal);

    [Theory]
    [InlineData("page-statistics.group.dead", "page-statistics", "group")]
    [InlineData("statistics-2.group.dead", "statistics-2", "group")]
    [InlineData("orders-dlt", "orders", null)]
    [InlineData("anything.DLQ", "page-events", null)]
    public void Other_sources_and_own_dead_letters_may_be_redriven(string deadLetterTopic, string source, string? group) =>
        Assert.Null(ErrorOf(deadLetterTopic, source, group));

    [Fact]
    public async Task A_clients_record_is_not_redriven_into_a_topic_with_a_single_writer()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "Other tests use these topics there.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        own.NewTopicNamed("page-statistics", 1);
        own.NewTopicNamed("orders-dlt", 1);
        await FailAsync(own, "orders-dlt", "page-statistics", "forged");
        await using var host = await RunningConsole.StartAsync(own);

        var report = await RunningConsole.ReadAsync(await host.PostAsync("dead-letters/orders-dlt/redrive"), HttpStatusCode.OK);
        await RunningConsole.ReadAsync(await host.PostAsync("dead-letters/orders-dlt/0/0/redrive"), HttpStatusCode.UnprocessableEntity);

        Assert.Equal((0, 1), (report.GetProperty("redriven").GetInt32(), report.GetProperty("failed").GetInt32()));
        Assert.Empty(own.ReadToEnd("page-statistics"));
    }

    [Theory]
    [InlineData("page-events", """{"name":"P1"}""")]
    [InlineData("page-events-json", """{"name":"P1"}""")]
    [InlineData("page-events-json", "no JSON")]
    [InlineData("page-statistics", "{}")]
    public async Task A_new_value_that_its_topic_does_not_take_is_refused(string source, string value)
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "Other tests use these topics there.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        var topic = $"{source}.group.dead";
        own.NewTopicNamed(source, 1);
        own.NewTopicNamed(topic, 1);
        await FailAsync(own, topic, source, "poison");
        await using var host = await RunningConsole.StartAsync(own);

        var problem = await RunningConsole.ReadAsync(
            await host.Http.PostAsJsonAsync($"/api/dead-letters/{topic}/0/0/redrive", new { value }), HttpStatusCode.UnprocessableEntity);

        Assert.Contains($"{source} does not take the new value", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(own.ReadToEnd(source));
    }

    private static string? ErrorOf(string deadLetterTopic, string source, string? group)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Topics:page-statistics:Name"] = "statistics-2" })
            .Build();
        var cause = new DeadLetterCause { Topic = source, Partition = 0, Group = group };
        return new RedriveSources(new ProtectedTopics(configuration)).ErrorOf(deadLetterTopic, cause);
    }

    private static async Task FailAsync(KafkaCluster cluster, string topic, string source, string value)
    {
        using var producer = cluster.NewProducer<byte[], byte[]>();
        await producer.ProduceAsync(new TopicPartition(topic, 0), new()
        {
            Value = Encoding.UTF8.GetBytes(value),
            Headers = new()
            {
                { "dead-letter.topic", Encoding.UTF8.GetBytes(source) },
                { "dead-letter.partition", "0"u8.ToArray() },
                { "dead-letter.group", "group"u8.ToArray() },
            },
        });
    }
}
