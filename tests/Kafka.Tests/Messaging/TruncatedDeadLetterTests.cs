using System.Globalization;
using System.Text;
using Confluent.Kafka;
using InMemoryKafka;
using Messaging.DeadLetters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kafka.Tests.Messaging;

/// <summary>Records that are too large for their dead-letter topic. No record may stop its consumer.</summary>
public sealed class TruncatedDeadLetterTests(KafkaCluster cluster)
{
    private const int LargestForBrokers = 1_045_000; // with its headers, a dead letter would be larger than brokers accept
    private const int CompressedFiveMegabytes = 5_000_000;

    private readonly string _group = KafkaCluster.NewName("group");

    [Theory]
    [InlineData(LargestForBrokers)]
    [InlineData(CompressedFiveMegabytes)]
    public async Task A_subscription_truncates_a_dead_letter_that_is_too_large_and_continues(int size)
    {
        var topic = cluster.NewTopic(partitions: 1);
        var recorder = new Recorder();
        ProduceLarge(cluster, topic, size);

        await using var service = await recorder.SubscribeAsync(cluster, topic, _group);

        await Eventually.TrueAsync(() => recorder.Names.Contains("after"), "the next record is handled");
        AssertTruncated(cluster, topic, size);
    }

    [Theory]
    [InlineData(LargestForBrokers)]
    [InlineData(CompressedFiveMegabytes)]
    public async Task A_transaction_truncates_a_dead_letter_that_is_too_large_and_continues(int size)
    {
        var (input, output) = (cluster.NewTopic(partitions: 1), cluster.NewTopic(partitions: 1));
        ProduceLarge(cluster, input, size);

        await using var service = await TransformHost.StartAsync(cluster.Configuration, input, output, _group);

        Assert.Single(cluster.Read(output, 1));
        AssertTruncated(cluster, input, size);
    }

    [Fact]
    public async Task A_dead_letter_that_a_broker_finds_too_large_is_truncated_next_time()
    {
        using var memory = new InMemoryCluster();
        using var own = new KafkaCluster(memory);
        var (input, output) = (own.NewTopic(partitions: 1), own.NewTopic(partitions: 1));
        await using var service = await (await TransformHost.StartAsync(own.Configuration, input, output, _group)).ReadyAsync();
        memory.PushRequestErrors(ApiKey.Produce, ErrorCode.NoError, ErrorCode.MsgSizeTooLarge); // the first request is that of this test

        own.Produce(input, 0, new string('x', 100_000));

        var letters = own.Read($"{input}.{_group}.dead", records => records.Any(IsTruncated));
        Assert.Contains(letters, IsTruncated);
        Assert.False(service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public void A_truncated_dead_letter_keeps_what_is_small_and_names_what_is_missing()
    {
        var whole = new Message<byte[], byte[]> { Key = new byte[10], Value = new byte[50_000], Headers = new Headers { { "h", new byte[100] } } };
        var noKey = new Message<byte[], byte[]> { Key = new byte[50_000], Value = new byte[10], Headers = new Headers { { "h", new byte[50_000] } } };

        var cutValue = Truncated(whole);
        var cutRest = Truncated(noKey);

        Assert.Equal((10, DeadLetter.MaxTruncatedValue), (cutValue.Key!.Length, cutValue.Value!.Length));
        Assert.Equal(("value", "50111"), (Header(cutValue, DeadLetterHeaders.Truncated), Header(cutValue, DeadLetterHeaders.Size)));
        Assert.Contains(cutValue.Headers, header => header.Key == "h");
        Assert.Equal((null, 10), (cutRest.Key, cutRest.Value!.Length));
        Assert.Equal(("key,headers", "100011"), (Header(cutRest, DeadLetterHeaders.Truncated), Header(cutRest, DeadLetterHeaders.Size)));
        Assert.DoesNotContain(cutRest.Headers, header => header.Key == "h");
    }

    private static void ProduceLarge(KafkaCluster cluster, string topic, int size)
    {
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig
        {
            BootstrapServers = cluster.BootstrapServers,
            MessageMaxBytes = size + 1_000,
            CompressionType = size > LargestForBrokers ? CompressionType.Gzip : CompressionType.None,
        }).Build();
        foreach (var value in new[] { new string('x', size), PageEvents.Json("after") })
        {
            producer.Produce(new TopicPartition(topic, 0), new() { Value = value }, report => Assert.False(report.Error.IsError, report.Error.Reason));
        }

        producer.Flush(KafkaCluster.Timeout);
    }

    private void AssertTruncated(KafkaCluster cluster, string topic, int size)
    {
        var letter = Assert.Single(cluster.Read($"{topic}.{_group}.dead", 1)).Message;
        Assert.Equal(DeadLetter.MaxTruncatedValue, letter.Value.Length);
        Assert.True(letter.Headers.TryGetLastBytes(DeadLetterHeaders.Size, out var full));
        Assert.Equal(size.ToString(CultureInfo.InvariantCulture), Encoding.UTF8.GetString(full));
    }

    private static bool IsTruncated(ConsumeResult<byte[], byte[]> letter) => letter.Message.Headers.TryGetLastBytes(DeadLetterHeaders.Truncated, out _);

    private static global::Messaging.OutgoingRecord Truncated(Message<byte[], byte[]> message) =>
        new DeadLetter(new() { TopicPartitionOffset = new("topic", 0, 7), Message = message }, "group", DeadLetterReason.Failed, new TimeoutException("late"), 3)
            .ToTruncatedRecord();

    private static string Header(global::Messaging.OutgoingRecord record, string name) =>
        Encoding.UTF8.GetString(record.Headers.Single(header => header.Key == name).Value!);
}
