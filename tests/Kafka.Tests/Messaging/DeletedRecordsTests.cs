using Confluent.Kafka;
using Messaging.Reading;
using Microsoft.Extensions.DependencyInjection;
using static Kafka.Tests.Messaging.TransformHost;

namespace Kafka.Tests.Messaging;

/// <summary>What a service does when the cluster has deleted records that it has not read, and when compaction has.</summary>
public sealed class DeletedRecordsTests
{
    private readonly KafkaCluster _cluster;
    private readonly string _group = KafkaCluster.NewName("group");

    public DeletedRecordsTests(KafkaCluster cluster)
    {
        Assert.SkipUnless(KafkaCluster.IsReal, "The in-memory cluster neither deletes records on request nor compacts topics.");
        _cluster = cluster;
    }

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public async Task A_subscription_goes_on_at_the_new_beginning_and_says_how_much_is_missing(GroupProtocol protocol)
    {
        var topic = _cluster.NewTopic(partitions: 1);
        var recorder = new Recorder();
        _cluster.Produce(topic, 0, PageEvents.Numbered(10));
        await using (await recorder.SubscribeAsync(_cluster.With(protocol), topic, _group))
        {
            await Eventually.TrueAsync(() => recorder.Handled.Count == 10, "the first records are handled");
        }

        _cluster.Produce(topic, 0, PageEvents.Numbered(10, from: 10));
        await DeleteBeforeAsync(topic, 15);
        await using var service = await recorder.SubscribeAsync(_cluster.With(protocol), topic, _group);

        await Eventually.TrueAsync(() => recorder.Handled.Count == 15, "the remaining records are handled");
        Assert.Equal(Enumerable.Range(15, 5).Select(number => $"{number}"), recorder.Names.Skip(10));
        Assert.Single(service.Log, line => line.Contains($"{topic} [0]: 5 offsets, from 10 on, were deleted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_transform_goes_on_at_the_new_beginning_and_says_how_much_is_missing()
    {
        var (topic, output) = (_cluster.NewTopic(partitions: 1), _cluster.NewTopic(partitions: 1));
        _cluster.Produce(topic, 0, PageEvents.Numbered(10));
        await using (await StartAsync(_cluster.Configuration, topic, output, _group))
        {
            Assert.Equal(10, _cluster.Read(output, 10).Count);
        }

        _cluster.Produce(topic, 0, PageEvents.Numbered(10, from: 10));
        await DeleteBeforeAsync(topic, 15);
        await using var service = await StartAsync(_cluster.Configuration, topic, output, _group);

        Assert.Equal([.. Enumerable.Range(0, 10), .. Enumerable.Range(15, 5)], Names(_cluster.Read(output, 15)));
        Assert.Single(service.Log, line => line.Contains($"{topic} [0]: 5 offsets, from 10 on, were deleted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_table_goes_on_at_the_new_beginning_and_says_how_much_is_missing()
    {
        var (from, to) = (_cluster.NewTopic(partitions: 1), _cluster.NewTopic(partitions: 1));
        var totals = new RunningTotals();
        _cluster.Produce(to, 0, TotalOf(1));
        await using var service = await totals.StartAsync(_cluster, from, to, _group);
        await Eventually.TrueAsync(() => totals.Written(0)?.Count == 1, "the table has the first record");

        await DeleteBeforeReadersAsync(to, TotalOf(2), TotalOf(3));

        await Eventually.TrueAsync(() => totals.Written(0)?.Count == 3, "the table has the record at the new beginning");
        Assert.Single(service.Log, line => line.Contains($"{to} [0]: 2 offsets, from 1 on, were deleted", StringComparison.Ordinal));
        _cluster.Produce(to, 0, TotalOf(4));
        var reader = service.Services.GetRequiredService<TableReader<Total>>();
        await reader.ReadToEndAsync(0, TestContext.Current.CancellationToken).WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
        Assert.Equal(4, totals.Written(0)?.Count);
    }

    [Fact]
    public async Task A_tail_goes_on_at_the_new_beginning()
    {
        var topic = _cluster.NewTopic(partitions: 1);
        _cluster.Produce(topic, 0, "first");
        await using var tail = new RunningTail(_cluster, topic, last: 1);
        await Eventually.TrueAsync(() => tail.Received.Contains("first"), "the tail has the first record");

        await DeleteBeforeReadersAsync(topic, "deleted", "kept");
        await Eventually.TrueAsync(() => tail.Received.Contains("kept"), "the tail has the record at the new beginning");
        _cluster.Produce(topic, 0, "next");

        await Eventually.TrueAsync(() => tail.Received.Contains("next"), "the tail has the next record");
        Assert.Equal(["first", "kept", "next"], tail.Received);
    }

    [Fact]
    public async Task A_tail_of_a_compacted_topic_has_the_records_that_are_left_and_new_ones()
    {
        var topic = _cluster.NewTopic(
            1, ("cleanup.policy", "compact"), ("segment.ms", "100"), ("min.cleanable.dirty.ratio", "0.001"), ("delete.retention.ms", "0"));
        using var producer = _cluster.NewProducer();
        var written = 0;
        do await producer.ProduceAsync(topic, new() { Key = "same", Value = $"{written++}" }, TestContext.Current.CancellationToken);
        while (_cluster.ReadToEnd(topic).Count == written); // until compaction has removed a record

        await using var tail = new RunningTail(_cluster, topic, last: int.MaxValue);
        await tail.IsAtEnd.WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
        Assert.Equal($"{written - 1}", tail.Received.Last());
        await producer.ProduceAsync(topic, new() { Key = "same", Value = "next" }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(() => tail.Received.Contains("next"), "the tail has the next record");
        Assert.Equal(tail.Received.Distinct(), tail.Received);
    }

    [Fact]
    public async Task State_is_restored_from_a_topic_that_is_compacted_while_it_is_read()
    {
        var from = _cluster.NewTopic(partitions: 1);
        var to = _cluster.NewTopic(
            1, ("cleanup.policy", "compact"), ("segment.ms", "100"), ("min.cleanable.dirty.ratio", "0.001"), ("delete.retention.ms", "0"));
        var totals = new RunningTotals();
        await using (var first = await (await totals.StartAsync(_cluster, from, to, _group)).ReadyAsync())
        {
            var written = 0;
            while (_cluster.ReadToEnd(to).Count >= written) // until compaction has removed a total
            {
                _cluster.Produce(from, 0, PageEvents.Numbered(10, from: 10 * written));
                written++;
                await Eventually.TrueAsync(() => totals.Written(0)?.Count == 10 * written, "the table has the next total");
            }

            Assert.DoesNotContain(first.Log, line => line.Contains("were deleted", StringComparison.Ordinal));
        }

        var counted = totals.Written(0)!.Count;
        _cluster.Produce(from, 0, PageEvents.Numbered(5));
        var restored = new RunningTotals();
        await using var second = await restored.StartAsync(_cluster, from, to, _group);

        await Eventually.TrueAsync(() => restored.Written(0)?.Count == counted + 5, "counting continues from the total before");
    }

    [Fact]
    public async Task A_table_has_no_record_of_an_aborted_or_open_transaction()
    {
        var (from, to) = (_cluster.NewTopic(partitions: 1), _cluster.NewTopic(partitions: 1));
        using var older = _cluster.NewTransactionalProducer(_group);
        Write(older, to, count: 1);
        older.CommitTransaction(KafkaCluster.Timeout);
        Write(older, to, count: 2);
        older.AbortTransaction(KafkaCluster.Timeout);
        Write(older, to, count: 3);
        using var newer = _cluster.NewTransactionalProducer(_group);
        newer.InitTransactions(KafkaCluster.Timeout);

        var fenced = Assert.Throws<KafkaException>(() => older.CommitTransaction(KafkaCluster.Timeout));
        Assert.True(fenced.Error.IsFatal, fenced.Error.Reason);
        newer.BeginTransaction();
        newer.Produce(new TopicPartition(to, 0), new() { Key = "0", Value = """{"Partition":0,"Count":4,"Offset":0}""" });
        newer.Flush(KafkaCluster.Timeout);
        var totals = new RunningTotals();
        await using var service = await totals.StartAsync(_cluster, from, to, KafkaCluster.NewName("group"));

        await Eventually.TrueAsync(() => totals.Written(0)?.Count == 1, "the table has the committed record");
        newer.CommitTransaction(KafkaCluster.Timeout);
        await Eventually.TrueAsync(() => totals.Written(0)?.Count == 4, "the table has the record of the committed transaction");
        Assert.Equal(2, service.Services.GetRequiredService<ITableProgress>().Progress.Records);

        static void Write(IProducer<string?, string?> producer, string topic, int count)
        {
            if (count == 1) producer.InitTransactions(KafkaCluster.Timeout);
            producer.BeginTransaction();
            producer.Produce(new TopicPartition(topic, 0), new() { Key = "0", Value = $$"""{"Partition":0,"Count":{{count}},"Offset":0}""" });
            producer.Flush(KafkaCluster.Timeout);
        }
    }

    private static string TotalOf(int count) => $$"""{"Partition":0,"Count":{{count}},"Offset":0}""";

    /// <summary>
    /// Writes two further records to a topic that has one, and deletes the first of them before those can read it who have read the one: they
    /// wait for the end of a transaction that has a record before.
    /// </summary>
    private async Task DeleteBeforeReadersAsync(string topic, string deleted, string kept)
    {
        using var producer = _cluster.NewTransactionalProducer(KafkaCluster.NewName("id"));
        producer.InitTransactions(KafkaCluster.Timeout);
        producer.BeginTransaction();
        await producer.ProduceAsync(new TopicPartition(topic, 0), new() { Value = deleted });
        _cluster.Produce(topic, 0, deleted, kept);
        await DeleteBeforeAsync(topic, 3);
        producer.CommitTransaction(KafkaCluster.Timeout);
    }

    private async Task DeleteBeforeAsync(string topic, long offset)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _cluster.BootstrapServers }).Build();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, offset)]);
    }
}
