using System.Net;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using InMemoryKafka;

namespace Kafka.Tests.KafkaConsole.Search;

public sealed class DownloadTests(KafkaCluster cluster)
{
    [Fact]
    public async Task Each_line_has_what_the_record_has()
    {
        var topic = cluster.NewTopic(partitions: 1);
        using (var producer = cluster.NewProducer<byte[], byte[]>())
        {
            await ProduceAsync("P1"u8.ToArray(), "{\"n\": 73314510714175488.10,\r\n \"n\":1e400,\"t\":\"\\ud83d\"}"u8.ToArray());
            await ProduceAsync(null, null);
            await ProduceAsync([0xff, 0x00], [0xc0, 0xff, 0xee]);
            await ProduceAsync("é\""u8.ToArray(), "\"text\"\n"u8.ToArray());
            await ProduceAsync([], Encoding.UTF8.GetBytes("{\"not\": json"));
            await ProduceAsync([], "{\"t\":\"\xff\"}"u8.ToArray());

            Task ProduceAsync(byte[]? key, byte[]? value) => producer.ProduceAsync(topic, new()
            {
                Key = key!,
                Value = value!,
                Timestamp = new(1_777_896_000_123, TimestampType.CreateTime),
                Headers = [new Header("a", "1"u8.ToArray()), new Header("a", null), new Header("b", [0xfe])],
            });
        }

        await using var host = await RunningConsole.StartAsync(cluster);
        using var response = await host.Http.GetAsync($"/api/topics/{topic}/records/download");
        var lines = (await response.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');

        const string Headers =
            "\"headers\":[{\"name\":\"a\",\"value\":\"1\"},{\"name\":\"a\",\"value\":null},{\"name\":\"b\",\"valueBase64\":\"/g==\"}]";
        Assert.Equal(
            [
                Line(0, @"""key"":""P1"",""value"":{""n"": 73314510714175488.10, ""n"":1e400,""t"":""\ud83d""}"),
                Line(1, @"""key"":null,""value"":null"),
                Line(2, @"""keyBase64"":""/wA="",""valueBase64"":""wP/u"""),
                Line(3, @"""key"":""é\"""",""value"":""\""text\""\n"""),
                Line(4, @"""key"":"""",""value"":""{\""not\"": json"""),
                Line(5, @"""key"":"""",""value"":{""t"":""ÿ""}"),
            ],
            lines);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            $"attachment; filename={topic}.ndjson; filename*=UTF-8''{topic}.ndjson",
            response.Content.Headers.ContentDisposition?.ToString());

        string Line(int offset, string payload) =>
            $$"""{"topic":"{{topic}}","partition":0,"offset":{{offset}},"timestamp":1777896000123,{{payload}},{{Headers}}}""";
    }

    [Theory]
    [InlineData("text=7", 271 * 2)]
    [InlineData("text=7&partition=1", 271)]
    [InlineData("", 2_000)]
    [InlineData("limit=3", 3)]
    [InlineData("text=none", 0)]
    public async Task All_records_that_match_are_downloaded_in_the_order_of_their_partitions(string query, int expected)
    {
        var topic = cluster.NewTopic(partitions: 2);
        var values = Enumerable.Range(0, 1_000).Select(number => $"{number}").ToList();
        cluster.Produce(topic, 0, values);
        cluster.Produce(topic, 1, values);
        await using var host = await RunningConsole.StartAsync(cluster);

        var lines = await LinesAsync(host, $"{topic}/records/download?{query}");

        Assert.Equal(expected, lines.Count);
        foreach (var partition in lines.GroupBy(line => line.GetProperty("partition").GetInt32()))
        {
            var offsets = partition.Select(line => line.GetProperty("offset").GetInt64()).ToList();
            Assert.Equal(offsets.Distinct().Order(), offsets);
        }
    }

    [Fact]
    public async Task An_error_at_the_beginning_is_a_problem_and_one_in_between_is_the_last_line()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "It injects errors.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        var topic = own.NewTopic(partitions: 1);
        own.Produce(topic, 0, Enumerable.Range(0, 20_000).Select(number => $"{number:d200}"));
        await using var host = await RunningConsole.StartAsync(own);
        var errors = Enumerable.Repeat(ErrorCode.TopicAuthorizationFailed, 100).ToArray();

        using var response = await host.Http.GetAsync($"/api/topics/{topic}/records/download", HttpCompletionOption.ResponseHeadersRead);
        brokers.PushRequestErrors(ApiKey.Fetch, errors); // the search waits until the response is read
        var lines = (await response.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');
        var problem = await host.GetAsync($"topics/{topic}/records/download", HttpStatusCode.BadGateway);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.InRange(lines.Length, 100, 19_999);
        Assert.StartsWith("{\"error\":\"The cluster refuses: ", lines[^1], StringComparison.Ordinal);
        Assert.StartsWith("The cluster refuses: ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_invalid_parameters_are_reported_at_once()
    {
        await using var host = await RunningConsole.StartAsync(cluster);

        var problem = await host.GetAsync("topics/any/records/download?partition=x&limit=0&json=user", HttpStatusCode.BadRequest);

        Assert.Equal(["partition", "limit", "json"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task An_open_download_does_not_delay_the_stop_of_the_console()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, Enumerable.Repeat(new string('x', 100), 30_000));
        var host = await RunningConsole.StartAsync(cluster);
        await using var stream = await host.Http.GetStreamAsync($"/api/topics/{topic}/records/download");

        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }

    private static async Task<IReadOnlyList<JsonElement>> LinesAsync(RunningConsole host, string path)
    {
        var text = await host.Http.GetStringAsync($"/api/topics/{path}");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
