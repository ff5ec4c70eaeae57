using System.Net;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using KafkaConsole.Records;

namespace Kafka.Tests.KafkaConsole.Records;

public sealed class RecordTests(KafkaCluster cluster)
{
    [Theory]
    [InlineData("from=beginning&limit=3", "0 1 2")]
    [InlineData("from=end&limit=3", "7 8 9")]
    [InlineData("from=4&limit=3", "4 5 6")]
    [InlineData("from=8", "8 9")]
    [InlineData("from=10", "")]
    [InlineData("from=99", "")]
    [InlineData("", "0 1 2 3 4 5 6 7 8 9")]
    public async Task A_partition_is_read_from_its_beginning_its_end_or_an_offset(string query, string expected)
    {
        var topic = cluster.NewTopic(partitions: 2);
        cluster.Produce(topic, 1, Enumerable.Range(0, 10).Select(number => $"{number}"));
        await using var host = await RunningConsole.StartAsync(cluster);

        var page = await host.GetAsync($"topics/{topic}/records?partition=1&{query}");

        Assert.Equal(expected, string.Join(' ', Values(page)));
        Assert.True(page.GetProperty("isComplete").GetBoolean());
    }

    [Fact]
    public async Task The_last_records_of_all_partitions_are_the_newest()
    {
        var topic = cluster.NewTopic(partitions: 2);
        Produce(topic, 0, (1_000, "a"), (4_000, "d"));
        Produce(topic, 1, (2_000, "b"), (3_000, "c"), (500, "late"), (5_000, "e"));
        await using var host = await RunningConsole.StartAsync(cluster);

        Assert.Equal(["late", "d", "e"], Values(await host.GetAsync($"topics/{topic}/records?limit=3")));
        Assert.Equal(["a", "b", "c"], Values(await host.GetAsync($"topics/{topic}/records?limit=3&from=beginning")));
    }

    [Fact]
    public async Task The_last_records_are_found_before_markers_aborted_records_and_open_transactions()
    {
        Assert.SkipWhen(!KafkaCluster.IsReal, "The in-memory cluster has neither transaction markers nor aborted records.");
        var topic = cluster.NewTopic(partitions: 2);
        using var committed = NewWriter();
        Write(committed, topic, 5);
        committed.CommitTransaction(KafkaCluster.Timeout);
        using var aborted = NewWriter();
        Write(aborted, topic, 200);
        aborted.AbortTransaction(KafkaCluster.Timeout);
        using var open = NewWriter();
        Write(open, topic, 10);
        await using var host = await RunningConsole.StartAsync(cluster);

        foreach (var (limit, expected) in ((int, string)[])[(1, "4"), (3, "2 3 4"), (50, "0 1 2 3 4")])
        {
            var page = await host.GetAsync($"topics/{topic}/records?limit={limit}");
            Assert.Equal(expected, string.Join(' ', Values(page)));
            Assert.True(page.GetProperty("isComplete").GetBoolean());
        }
    }

    [Fact]
    public async Task Records_of_aborted_and_open_transactions_are_shown_on_request_and_marked()
    {
        Assert.SkipWhen(!KafkaCluster.IsReal, "The in-memory cluster shows the records of all transactions to everyone.");
        var topic = cluster.NewTopic(partitions: 2);
        using var committed = NewWriter();
        Write(committed, topic, 2);
        committed.CommitTransaction(KafkaCluster.Timeout);
        using var aborted = NewWriter();
        Write(aborted, topic, 2);
        aborted.AbortTransaction(KafkaCluster.Timeout);
        using var open = NewWriter();
        Write(open, topic, 2);
        await using var host = await RunningConsole.StartAsync(cluster);

        foreach (var from in (string[])["beginning", "end", "0"])
        {
            var page = await host.GetAsync($"topics/{topic}/records?isolation=all&from={from}");
            Assert.Equal(["committed", "committed", "aborted", "aborted", "open", "open"], States(page));
            Assert.True(page.GetProperty("isComplete").GetBoolean());
            Assert.Equal(["committed", "committed"], States(await host.GetAsync($"topics/{topic}/records?from={from}")));
        }

        open.CommitTransaction(KafkaCluster.Timeout);
        await Eventually.TrueAsync(
            async () => States(await host.GetAsync($"topics/{topic}/records?isolation=all")).Count(state => state == "committed") == 4, "the last transaction is committed");
        Assert.Contains("isolation", (await host.GetAsync($"topics/{topic}/records?isolation=some", HttpStatusCode.BadRequest)).GetProperty("errors").ToString());
        await host.GetAsync($"topics/{topic}/records?isolation=all&key=a", HttpStatusCode.BadRequest);

        static IEnumerable<string> States(JsonElement page) => page.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("state").GetString()!);
    }

    [Fact]
    public async Task A_record_is_shown_with_headers_time_and_trace()
    {
        var topic = cluster.NewTopic(partitions: 3);
        using (var producer = cluster.NewProducer<byte[], byte[]>())
        {
            var headers = new Headers
            {
                { "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"u8.ToArray() },
                { "tag", "1"u8.ToArray() },
                { "tag", [0xff] },
                { "nothing", null },
            };
            await producer.ProduceAsync(new TopicPartition(topic, 2), new()
            {
                Key = "P1"u8.ToArray(),
                Value = [0xc0, 0xff, 0xee],
                Headers = headers,
                Timestamp = new(1_777_777_777_777, TimestampType.CreateTime),
            });
        }

        await using var host = await RunningConsole.StartAsync(cluster);
        var record = (await host.GetAsync($"topics/{topic}/records")).GetProperty("records").EnumerateArray().Single();

        Assert.Equal((2, 0), (record.GetProperty("partition").GetInt32(), record.GetProperty("offset").GetInt32()));
        Assert.Equal(1_777_777_777_777, record.GetProperty("time").GetDateTimeOffset().ToUnixTimeMilliseconds());
        Assert.Equal("P1", record.GetProperty("key").GetProperty("text").GetString());
        Assert.Equal("binary", record.GetProperty("value").GetProperty("format").GetString());
        Assert.Contains("c0 ff ee", record.GetProperty("value").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", record.GetProperty("traceId").GetString());
        Assert.Equal(["traceparent", "tag", "tag", "nothing"], record.GetProperty("headers").EnumerateArray().Select(
            header => header.GetProperty("name").GetString()!));
        Assert.Equal(JsonValueKind.Null, record.GetProperty("headers")[3].GetProperty("value").ValueKind);
    }

    [Fact]
    public async Task A_tombstone_and_a_time_after_the_year_9999_are_shown()
    {
        var topic = cluster.NewTopic(1, ("message.timestamp.after.max.ms", $"{long.MaxValue}"));
        Produce(topic, 0, (long.MaxValue / 2, null));
        await using var host = await RunningConsole.StartAsync(cluster);

        var record = (await host.GetAsync($"topics/{topic}/records")).GetProperty("records")[0];

        Assert.Equal(JsonValueKind.Null, record.GetProperty("value").ValueKind);
        Assert.Equal(9999, record.GetProperty("time").GetDateTimeOffset().Year);
    }

    [Fact]
    public async Task No_record_hides_the_others()
    {
        var topic = cluster.NewTopic(partitions: 1);
        byte[][] values =
        [
            """{"t":"\ud83d","\ude00":1}"""u8.ToArray(),
            [0xed, 0xa0, 0xbd],
            Encoding.UTF8.GetBytes(new string('[', 200) + new string(']', 200)),
            """{"a":1,"a":1e400,"b":NaN}"""u8.ToArray(),
            Encoding.UTF8.GetBytes(new string('x', 900_000)),
            "\u202egnp.exe \u001b[2J \0"u8.ToArray(),
            [0, 0, 0, 0, 42, 0xff],
            "last"u8.ToArray(),
        ];
        using (var producer = cluster.NewProducer<byte[], byte[]>())
        {
            foreach (var value in values)
            {
                await producer.ProduceAsync(new TopicPartition(topic, 0), new()
                {
                    Key = [0xed, 0xa0, 0xbd],
                    Value = value,
                    Headers = new() { { "", [0xff] }, { "traceparent", [0xff] }, { "ev\u202eil\u001b", null }, { "\ufffd", [0xff] } },
                });
            }
        }

        await using var host = await RunningConsole.StartAsync(cluster);
        await using var page = await RenderedPage.OpenAsync<RecordsPage>(host, ("Topic", topic));

        Assert.Equal(values.Length, (await host.GetAsync($"topics/{topic}/records")).GetProperty("records").GetArrayLength());
        var html = await page.ShowsAsync("last");
        Assert.Equal(values.Length, html.Split("data-testid=\"record\"").Length - 1);
        Assert.Contains("\\ud83d", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_invalid_parameters_are_reported_at_once()
    {
        await using var host = await RunningConsole.StartAsync(cluster);

        var problem = await host.GetAsync("topics/any/records?partition=-1&from=middle&limit=501", HttpStatusCode.BadRequest);

        Assert.Equal(["partition", "from", "limit"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("records?partiton=1&limit=3", "partiton")]
    [InlineData("records?limit=3&reason=x&Text=a", "reason")]
    [InlineData("records/download?Partition=1&from=end", "from")]
    [InlineData("records/stream?partition=1&key=a", "key")]
    public async Task A_parameter_that_does_not_exist_is_reported(string path, string expected)
    {
        await using var host = await RunningConsole.StartAsync(cluster);

        var problem = await host.GetAsync($"topics/any/{path}", HttpStatusCode.BadRequest);

        var error = Assert.Single(problem.GetProperty("errors").EnumerateObject());
        Assert.Equal(expected, error.Name);
        Assert.StartsWith($"{expected} is not a parameter; the parameters are partition", error.Value[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partition_that_does_not_exist_is_not_found()
    {
        var topic = cluster.NewTopic(partitions: 2);
        await using var host = await RunningConsole.StartAsync(cluster);

        var problem = await host.GetAsync($"topics/{topic}/records?partition=2", HttpStatusCode.NotFound);

        Assert.Contains("no partition 2", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private IProducer<Null, string> NewWriter()
    {
        var writer = new ProducerBuilder<Null, string>(new ProducerConfig
        {
            BootstrapServers = cluster.BootstrapServers,
            TransactionalId = KafkaCluster.NewName("writer"),
        }).Build();
        writer.InitTransactions(KafkaCluster.Timeout);
        return writer;
    }

    private static void Write(IProducer<Null, string> writer, string topic, int records)
    {
        writer.BeginTransaction();
        for (var record = 0; record < records; record++) writer.Produce(new TopicPartition(topic, 0), new() { Value = $"{record}" });
        writer.Flush(KafkaCluster.Timeout);
    }

    private static IReadOnlyList<string?> Values(JsonElement page) =>
        [.. page.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("value").GetProperty("text").GetString())];

    private void Produce(string topic, int partition, params (long Time, string? Value)[] records)
    {
        using var producer = cluster.NewProducer<byte[], byte[]>();
        foreach (var (time, value) in records)
        {
            producer.Produce(new TopicPartition(topic, partition), new()
            {
                Value = value is null ? null! : Encoding.UTF8.GetBytes(value),
                Timestamp = new(time, TimestampType.CreateTime),
            });
        }

        producer.Flush(KafkaCluster.Timeout);
    }
}
