using InMemoryKafka;
using Messaging.Reading;
using Microsoft.Extensions.DependencyInjection;

namespace Kafka.Tests.Messaging;

public sealed class TableReaderTests(KafkaCluster cluster)
{
    private readonly string _group = KafkaCluster.NewName("group");

    [Fact]
    public async Task What_was_written_before_the_call_is_in_the_table_after_it()
    {
        using var own = new InMemoryCluster();
        using var local = new KafkaCluster(own);
        var (from, to) = (local.NewTopic(partitions: 1), local.NewTopic(partitions: 1));
        var totals = new RunningTotals();
        await using var service = await (await totals.StartAsync(local, from, to, _group)).ReadyAsync();
        var reader = service.Services.GetRequiredService<TableReader<Total>>();
        using var producer = local.NewProducer();

        for (var i = 1; i <= 20; i++)
        {
            await producer.ProduceAsync(to, new() { Key = "0", Value = $$"""{"Partition":0,"Count":{{i}},"Offset":{{i}}}""" });
            own.SetRoundTripTime(TimeSpan.FromMilliseconds(20)); // delays the reading of what was written
            await reader.ReadToEndAsync(0, TestContext.Current.CancellationToken).WaitAsync(KafkaCluster.Timeout, TimeProvider.System);

            Assert.Equal(i, totals.Written(0)?.Count);
        }
    }

    [Fact]
    public async Task A_record_without_the_format_of_the_table_is_skipped_and_logged()
    {
        var (from, to) = (cluster.NewTopic(partitions: 1), cluster.NewTopic(partitions: 1));
        cluster.Produce(to, 0, "not JSON", """{"Partition":0,"Count":7,"Offset":6}""");
        var totals = new RunningTotals();

        await using var service = await (await totals.StartAsync(cluster, from, to, _group)).ReadyAsync();

        Assert.Equal(7, totals.Written(0)?.Count);
        Assert.Contains(service.Log, line => line.Contains("does not have the topic's format", StringComparison.Ordinal));
    }
}
