using System.Buffers.Binary;
using System.Net;
using System.Text;
using Confluent.Kafka;
using KafkaConsole.DeadLetters;

namespace Kafka.Tests.KafkaConsole.DeadLetters;

[Collection(nameof(Redrive))]
public sealed class DeadLetterCauseTests(KafkaCluster cluster)
{
    [Fact]
    public void Springs_headers_are_understood()
    {
        var cause = DeadLetterCause.From(Spring("orders", 3))!;

        Assert.Equal(("orders", 3, 70_000_000_000), (cause.Topic, cause.Partition, cause.Offset));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_777_777_777_777), cause.Time);
        Assert.Equal(("billing", "java.lang.IllegalStateException"), (cause.Group, cause.Exception));
        Assert.Equal("Listener failed; ü", cause.Message);
    }

    [Fact]
    public void Connects_headers_are_understood()
    {
        var cause = DeadLetterCause.From(Texts(
            ("__connect.errors.topic", "orders"),
            ("__connect.errors.partition", "3"),
            ("__connect.errors.offset", "17"),
            ("__connect.errors.stage", "VALUE_CONVERTER"),
            ("__connect.errors.exception.class.name", "org.apache.kafka.connect.errors.DataException"),
            ("__connect.errors.exception.message", "no schema")))!;

        Assert.Equal(("orders", 3, 17), (cause.Topic, cause.Partition, cause.Offset));
        Assert.Equal(("VALUE_CONVERTER", "no schema"), (cause.Reason, cause.Message));
        Assert.Equal("org.apache.kafka.connect.errors.DataException", cause.Exception);
    }

    [Fact]
    public void The_headers_of_kafka_streams_are_understood()
    {
        var cause = DeadLetterCause.From(Texts(
            ("__streams.errors.topic", "orders"),
            ("__streams.errors.partition", "3"),
            ("__streams.errors.offset", "17"),
            ("__streams.errors.exception", "java.lang.IllegalStateException"),
            ("__streams.errors.message", "no luck")))!;

        Assert.Equal(("orders", 3, 17), (cause.Topic, cause.Partition, cause.Offset));
        Assert.Equal(("java.lang.IllegalStateException", "no luck"), (cause.Exception, cause.Message));
    }

    [Theory]
    [InlineData("kafka_dlt-original-partition", new byte[] { 0, 3 })]
    [InlineData("kafka_dlt-original-partition", new byte[] { 0xff, 0xff, 0xff, 0xff })]
    [InlineData("kafka_dlt-original-partition", new byte[] { 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    [InlineData("kafka_dlt-original-partition", new byte[] { })]
    [InlineData("kafka_dlt-original-topic", null)]
    public void An_invalid_origin_is_no_origin(string header, byte[]? value)
    {
        var headers = Spring("orders", 3);
        headers.Add(header, value);

        Assert.Null(DeadLetterCause.From(headers));
    }

    [Theory]
    [InlineData("kafka_dlt-original-offset")]
    [InlineData("kafka_dlt-original-timestamp")]
    public void What_else_is_invalid_is_unknown(string header)
    {
        var headers = Spring("orders", 3);
        headers.Add(header, [0x7f, 0xff]);

        Assert.Equal("orders", DeadLetterCause.From(headers)!.Topic);
    }

    [Fact]
    public async Task A_dead_letter_of_spring_is_redriven_without_springs_headers()
    {
        var source = cluster.NewTopic(partitions: 4);
        var deadLetters = $"{source}-dlt";
        cluster.NewTopicNamed(deadLetters, 4);
        var headers = Spring(source, 3);
        headers.Add("tag", "one"u8.ToArray());
        using (var producer = cluster.NewProducer<byte[], byte[]>())
        {
            await producer.ProduceAsync(new TopicPartition(deadLetters, 3), new() { Value = "poison"u8.ToArray(), Headers = headers });
        }

        await using var host = await RunningConsole.StartAsync(cluster);
        var listed = (await host.GetAsync("dead-letters")).EnumerateArray().Select(topic => topic.GetProperty("name").GetString());
        await RunningConsole.ReadAsync(await host.PostAsync($"dead-letters/{deadLetters}/3/0/redrive"), HttpStatusCode.OK);

        Assert.Contains(deadLetters, listed);
        var back = cluster.Read(source, 1).Single();
        Assert.Equal((3, "poison"), (back.Partition.Value, Encoding.UTF8.GetString(back.Message.Value)));
        Assert.DoesNotContain(back.Message.Headers, header => header.Key.StartsWith("kafka_dlt", StringComparison.Ordinal));
        Assert.Contains(back.Message.Headers, header => header.Key == "tag");
    }

    private static Headers Spring(string topic, int partition) =>
    [
        new Header("kafka_dlt-exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException"u8.ToArray()),
        new Header("kafka_dlt-exception-cause-fqcn", "java.lang.IllegalStateException"u8.ToArray()),
        new Header("kafka_dlt-exception-message", "Listener failed; ü"u8.ToArray()),
        new Header("kafka_dlt-original-topic", Encoding.UTF8.GetBytes(topic)),
        new Header("kafka_dlt-original-partition", Bytes(4, bytes => BinaryPrimitives.WriteInt32BigEndian(bytes, partition))),
        new Header("kafka_dlt-original-offset", Bytes(8, bytes => BinaryPrimitives.WriteInt64BigEndian(bytes, 70_000_000_000))),
        new Header("kafka_dlt-original-timestamp", Bytes(8, bytes => BinaryPrimitives.WriteInt64BigEndian(bytes, 1_777_777_777_777))),
        new Header("kafka_dlt-original-timestamp-type", "CreateTime"u8.ToArray()),
        new Header("kafka_dlt-original-consumer-group", "billing"u8.ToArray()),
    ];

    private static byte[] Bytes(int length, Action<byte[]> write)
    {
        var bytes = new byte[length];
        write(bytes);
        return bytes;
    }

    private static Headers Texts(params (string Name, string Value)[] headers) =>
        [.. headers.Select(header => new Header(header.Name, Encoding.UTF8.GetBytes(header.Value)))];
}
