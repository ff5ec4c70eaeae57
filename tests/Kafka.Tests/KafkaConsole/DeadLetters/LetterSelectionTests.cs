using System.Net;
using System.Text;
using Confluent.Kafka;
using KafkaConsole.DeadLetters;
using Microsoft.Extensions.DependencyInjection;

namespace Kafka.Tests.KafkaConsole.DeadLetters;

[Collection(nameof(Redrive))]
public sealed class LetterSelectionTests(KafkaCluster cluster)
{
    [Theory]
    [InlineData("reason=undecodable", "b d")]
    [InlineData("exception=System.InvalidOperationException", "a c e")]
    [InlineData("group=json-service", "c")]
    [InlineData("source={source}", "a b c d e")]
    [InlineData("source=other", "")]
    [InlineData("letter=0/0&letter=0/3", "a d")]
    [InlineData("reason=undecodable&letter=0/0&letter=0/3", "d")]
    [InlineData("fromOffset=3", "d e")]
    [InlineData("text=c", "c")]
    [InlineData("partition=0&reason=failed", "a c e")]
    [InlineData("partition=1", "")]
    [InlineData("", "a b c d e")]
    public async Task A_selection_is_previewed_listed_and_redriven_alike(string query, string expected)
    {
        var (source, topic) = await FailAsync();
        query = query.Replace("{source}", source, StringComparison.Ordinal);
        var values = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await using var host = await RunningConsole.StartAsync(cluster);

        var preview = await host.GetAsync($"dead-letters/{topic}/redrive?{query}");
        var report = await RunningConsole.ReadAsync(await host.PostAsync($"dead-letters/{topic}/redrive?{query}"), HttpStatusCode.OK);

        Assert.Equal((values.Length, 0), (preview.GetProperty("ready").GetInt32(), preview.GetProperty("alreadyRedriven").GetInt32()));
        Assert.Equal(values.Length, report.GetProperty("redriven").GetInt32());
        Assert.Equal(values, (await host.GetAsync($"topics/{source}/records?from=beginning")).GetProperty("records").EnumerateArray().Select(
            record => record.GetProperty("value").GetProperty("text").GetString()));
        if (query == "partition=1") return; // the list of a partition that does not exist is not found

        var listed = await host.GetAsync($"dead-letters/{topic}?{query}");
        Assert.Equal(values, listed.GetProperty("records").EnumerateArray().Select(
            letter => letter.GetProperty("record").GetProperty("value").GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_preview_says_where_to_what_was_redriven_and_what_can_not_be_and_writes_nothing()
    {
        var (source, topic) = await FailAsync();
        cluster.Produce(topic, 0, "no dead letter");
        await using var host = await RunningConsole.StartAsync(cluster);
        await RunningConsole.ReadAsync(await host.PostAsync($"dead-letters/{topic}/0/0/redrive"), HttpStatusCode.OK);

        var preview = await host.GetAsync($"dead-letters/{topic}/redrive");

        Assert.Equal(
            (6, 4, 1, 1, true),
            (Number("selected"), Number("ready"), Number("alreadyRedriven"), Number("failed"), preview.GetProperty("isComplete").GetBoolean()));
        Assert.Equal(
            [$"{source}/0: 2", $"{source}/1: 2"],
            preview.GetProperty("targets").EnumerateArray().Select(
                target => $"{target.GetProperty("topic")}/{target.GetProperty("partition")}: {target.GetProperty("letters")}"));
        Assert.Equal(["0/1", "0/2", "0/3", "0/4"], preview.GetProperty("letters").EnumerateArray().Select(letter => letter.GetString()!));
        Assert.Contains("kafka_dlt-original-topic", preview.GetProperty("errors")[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(["a"], cluster.ReadToEnd(source).Select(record => Encoding.UTF8.GetString(record.Message.Value)));

        int Number(string name) => preview.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task What_arrives_after_a_preview_is_not_redriven_with_it()
    {
        var (source, topic) = await FailAsync();
        await using var host = await RunningConsole.StartAsync(cluster);
        var preview = await host.Services.GetRequiredService<RedrivePlanner>().PreviewAsync(topic, LetterSelection.All, CancellationToken.None);
        await AddAsync(topic, source, 0, "late", "failed", "System.Exception", "json-service");

        var report = await host.Services.GetRequiredService<DeadLetterRedriver>().RedriveAllAsync(
            topic, LetterSelection.All with { Ends = preview.Ends }, null, CancellationToken.None);

        Assert.Equal((5, 5), (report.Redriven, report.Total));
    }

    [Theory]
    [InlineData("letter=17", "letter")]
    [InlineData("letter=0/-1", "letter")]
    [InlineData("partition=x", "partition")]
    [InlineData("reason=a&reason=b", "reason")]
    [InlineData("fromTime=yesterday", "fromTime")]
    [InlineData("reasons=undecodable", "reasons")]
    [InlineData("letters=0/17", "letters")]
    [InlineData("reason=", "reason")]
    [InlineData("reason", "reason")]
    [InlineData("TEXT=&text=", "text")]
    [InlineData("fromTime=", "fromTime")]
    [InlineData("partition=", "partition")]
    [InlineData("letter=&letter=", "letter")]
    public async Task An_invalid_selection_is_refused(string query, string parameter)
    {
        await using var host = await RunningConsole.StartAsync(cluster);

        foreach (var response in new[]
        {
            await host.PostAsync($"dead-letters/any.dead/redrive?{query}"),
            await host.Http.GetAsync($"/api/dead-letters/any.dead/redrive?{query}"),
            await host.Http.GetAsync($"/api/dead-letters/any.dead?{query}"),
        })
        {
            var problem = await RunningConsole.ReadAsync(response, HttpStatusCode.BadRequest);
            Assert.Equal(
                parameter, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name, StringComparer.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_list_takes_its_own_parameters_beside_the_selection()
    {
        var (_, topic) = await FailAsync();
        await using var host = await RunningConsole.StartAsync(cluster);

        var page = await host.GetAsync($"dead-letters/{topic}?partition=0&from=beginning&limit=1&reason=undecodable");

        Assert.Single(page.GetProperty("records").EnumerateArray());
        await host.GetAsync($"dead-letters/{topic}/redrive?limit=1", HttpStatusCode.BadRequest);
    }

    private async Task<(string Source, string Topic)> FailAsync()
    {
        var source = cluster.NewTopic(partitions: 2);
        var topic = $"{source}.group.dead";
        cluster.NewTopicNamed(topic, 1);
        await AddAsync(topic, source, 0, "a", "failed", "System.InvalidOperationException", "consumer-worker");
        await AddAsync(topic, source, 0, "b", "undecodable", "System.Text.Json.JsonException", "consumer-worker");
        await AddAsync(topic, source, 0, "c", "failed", "System.InvalidOperationException", "json-service");
        await AddAsync(topic, source, 1, "d", "undecodable", "System.Text.Json.JsonException", "consumer-worker");
        await AddAsync(topic, source, 1, "e", "failed", "System.InvalidOperationException", "consumer-worker");
        return (source, topic);
    }

    private async Task AddAsync(string topic, string source, int partition, string value, string reason, string exception, string group)
    {
        using var producer = cluster.NewProducer<byte[], byte[]>();
        await producer.ProduceAsync(new TopicPartition(topic, 0), new()
        {
            Value = Encoding.UTF8.GetBytes(value),
            Headers = new()
            {
                { "dead-letter.topic", Encoding.UTF8.GetBytes(source) },
                { "dead-letter.partition", Encoding.UTF8.GetBytes($"{partition}") },
                { "dead-letter.reason", Encoding.UTF8.GetBytes(reason) },
                { "dead-letter.exception", Encoding.UTF8.GetBytes(exception) },
                { "dead-letter.group", Encoding.UTF8.GetBytes(group) },
            },
        });
    }
}
