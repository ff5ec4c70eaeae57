using System.Globalization;
using System.Net;
using System.Text;
using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Search;
using Microsoft.Extensions.DependencyInjection;
using static Kafka.Tests.KafkaConsole.Search.Searches;

namespace Kafka.Tests.KafkaConsole.Search;

public sealed class SearchTests(KafkaCluster cluster)
{
    [Theory]
    [InlineData("key=k2", "two")]
    [InlineData("key=k&keyMatch=prefix", "one two {\"user\":\"U1\",\"n\":9007199254740993}")]
    [InlineData("text=wo", "two")]
    [InlineData("text=WO&ignoreCase=true", "two")]
    [InlineData("json=$.user==\"U1\"", "{\"user\":\"U1\",\"n\":9007199254740993}")]
    [InlineData("json=$.n==9007199254740992", "")]
    [InlineData("header=tag&headerValue=blue", "two")]
    [InlineData("fromTime=2000&toTime=3000", "two")]
    [InlineData("fromOffset=1", "late")]
    [InlineData("text=e&partition=0", "one late")]
    [InlineData("key=none", "")]
    public async Task Records_of_all_partitions_are_found_by_each_criterion(string query, string expected)
    {
        var topic = cluster.NewTopic(partitions: 3);
        using (var producer = cluster.NewProducer<string?, string?>())
        {
            await ProduceAsync(0, "k1", "one", 1_000);
            await ProduceAsync(1, "k2", "two", 2_000, new Headers { { "tag", "blue"u8.ToArray() } });
            await ProduceAsync(2, "k3", "{\"user\":\"U1\",\"n\":9007199254740993}", 3_000);
            await ProduceAsync(0, null, "late", 4_000);

            Task ProduceAsync(int partition, string? key, string value, long time, Headers? headers = null) =>
                producer.ProduceAsync(
                    new TopicPartition(topic, partition),
                    new() { Key = key, Value = value, Timestamp = new(time, TimestampType.CreateTime), Headers = headers });
        }

        await using var host = await RunningConsole.StartAsync(cluster);
        var page = await host.GetAsync($"topics/{topic}/records?{query}");

        Assert.Equal(expected, string.Join(' ', Values(page)));
        Assert.True(page.GetProperty("isComplete").GetBoolean());
    }

    [Fact]
    public async Task A_record_with_an_early_time_is_found_behind_later_ones()
    {
        var topic = cluster.NewTopic(partitions: 1);
        using (var producer = cluster.NewProducer<string?, string?>())
        {
            foreach (var time in (long[])[1_000, 5_000, 2_000, 4_000, 3_000])
            {
                await producer.ProduceAsync(topic, new() { Value = $"{time}", Timestamp = new(time, TimestampType.CreateTime) });
            }
        }

        await using var host = await RunningConsole.StartAsync(cluster);

        Assert.Equal(["2000", "4000", "3000"], Values(await host.GetAsync($"topics/{topic}/records?fromTime=2000&toTime=5000")));
        Assert.Equal(["5000"], Values(await host.GetAsync($"topics/{topic}/records?fromTime=4500&from=beginning")));
        Assert.Equal([], Values(await host.GetAsync($"topics/{topic}/records?fromTime=6000")));
    }

    [Theory]
    [InlineData('x')]
    [InlineData('é')]
    [InlineData('€')]
    public async Task The_longest_text_to_search_for_fits_in_an_address_and_a_longer_one_is_reported(char character)
    {
        var topic = cluster.NewTopic(partitions: 1);
        var text = new string(character, RecordFilterParameters.MaxLength);
        cluster.Produce(topic, 0, text);
        await using var host = await RunningConsole.StartAsync(cluster);

        Assert.Equal([text], Values(await host.GetAsync($"topics/{topic}/records?text={Uri.EscapeDataString(text)}")));
        var problem = await host.GetAsync($"topics/{topic}/records?text={Uri.EscapeDataString(text + character)}", HttpStatusCode.BadRequest);

        Assert.Equal("text has more than 500 characters.", problem.GetProperty("errors").GetProperty("text")[0].GetString());
    }

    [Theory]
    [InlineData("end", "9997 9998 9999")]
    [InlineData("beginning", "0 1 2")]
    [InlineData("5000", "5000 5001 5002")]
    public async Task The_hits_are_the_newest_or_the_oldest_ones(string from, string expected)
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, Numbers(10_000));
        await using var host = await RunningConsole.StartAsync(cluster);

        var page = await host.GetAsync($"topics/{topic}/records?text=&fromOffset=0&limit=3&from={from}");

        Assert.Equal(expected, string.Join(' ', Values(page)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_search_that_is_continued_finds_each_record_once(bool newestFirst)
    {
        const int Count = 10_000;
        var topic = cluster.NewTopic(partitions: 3);
        for (var partition = 0; partition < 3; partition++) cluster.Produce(topic, partition, Numbers(Count));
        await using var host = await RunningConsole.StartAsync(cluster);
        var plan = await PlanAsync(host, topic, "text=7", newestFirst);

        var found = new List<(int, long)>();
        while (!plan.IsComplete)
        {
            var before = found.Count;
            await foreach (var step in RunAsync(host, plan, 3_000))
            {
                found.AddRange(step.Hits.Select(hit => (hit.Partition.Value, hit.Offset.Value)));
                plan = step.Plan;
            }

            Assert.InRange(found.Count, before, before + 3_000);
        }

        var expected = Enumerable.Range(0, 3).SelectMany(
            partition => Numbers(Count).Where(number => number.Contains('7', StringComparison.Ordinal)),
            (partition, number) => (partition, long.Parse(number, CultureInfo.InvariantCulture)));
        Assert.Equal(expected.Order(), found.Order());
        Assert.Equal(1, plan.Share);
    }

    [Fact]
    public async Task The_first_hits_come_before_the_topic_is_read()
    {
        var topic = cluster.NewTopic(partitions: 2);
        cluster.Produce(topic, 0, Numbers(20_000));
        cluster.Produce(topic, 1, Numbers(20_000));
        await using var host = await RunningConsole.StartAsync(cluster);

        await foreach (var step in RunAsync(host, await PlanAsync(host, topic, "text=19999", newestFirst: true)))
        {
            Assert.Equal(["19999", "19999"], step.Hits.Select(hit => Encoding.UTF8.GetString(hit.Message.Value)));
            Assert.InRange(step.Plan.Records, 2, 2_000);
            Assert.InRange(step.Plan.Share, 0, 0.1);
            break;
        }
    }

    [Fact]
    public async Task A_search_ends_at_the_end_that_the_topic_had_when_it_began()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, "before");
        await using var host = await RunningConsole.StartAsync(cluster);
        var plan = await PlanAsync(host, topic, "text=e", newestFirst: false);
        cluster.Produce(topic, 0, "while it runs");

        var hits = await HitsAsync(host, plan);

        Assert.Equal(["before"], hits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Aborted_records_and_markers_are_passed_over(bool newestFirst)
    {
        Assert.SkipUnless(KafkaCluster.IsReal, "The in-memory cluster shows aborted records to everyone.");
        var topic = cluster.NewTopic(partitions: 1);
        using var producer = new ProducerBuilder<string?, string>(new ProducerConfig
        {
            BootstrapServers = cluster.BootstrapServers,
            TransactionalId = KafkaCluster.NewName("writer"),
        }).Build();
        producer.InitTransactions(KafkaCluster.Timeout);
        Write(1, "committed", commit: true);
        Write(3_000, "aborted", commit: false);
        for (var number = 0; number < 200; number++) Write(1, "committed", commit: true);
        Write(500, "aborted", commit: false);
        producer.BeginTransaction();
        producer.Produce(topic, new() { Value = "open" });
        producer.Flush(KafkaCluster.Timeout);

        await using var host = await RunningConsole.StartAsync(cluster);
        var plan = await PlanAsync(host, topic, "fromOffset=0", newestFirst);
        var hits = await HitsAsync(host, plan);

        Assert.Equal(201, hits.Count);
        Assert.DoesNotContain(hits, hit => hit != "committed");
        producer.AbortTransaction();

        void Write(int count, string value, bool commit)
        {
            producer.BeginTransaction();
            for (var number = 0; number < count; number++) producer.Produce(topic, new() { Value = value });
            producer.Flush(KafkaCluster.Timeout);
            if (commit) producer.CommitTransaction();
            else producer.AbortTransaction();
        }
    }

    [Fact]
    public async Task A_search_in_a_topic_that_does_not_exist_is_an_error()
    {
        await using var host = await RunningConsole.StartAsync(cluster);

        await host.GetAsync("topics/never-created/records?text=1", HttpStatusCode.NotFound);
        await host.GetAsync("topics/never-created/records/download?text=1", HttpStatusCode.NotFound);
        await Assert.ThrowsAsync<ClusterException>(() => PlanAsync(host, "never-created", "text=1", newestFirst: true));
    }

    [Fact]
    public async Task All_invalid_parameters_are_reported_at_once()
    {
        await using var host = await RunningConsole.StartAsync(cluster);

        var problem = await host.GetAsync("topics/any/records?partition=-1&json=user&fromTime=yesterday", HttpStatusCode.BadRequest);

        Assert.Equal(["partition", "json", "fromTime"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }
}
