using Confluent.Kafka;
using Messaging.Consuming;
using Microsoft.Extensions.Options;

namespace Kafka.Tests.Messaging;

/// <summary>A partition with ten offsets, of which the consumer may get fewer records: the others are transaction markers.</summary>
public sealed class ConsumerPositionsTests : IDisposable
{
    private readonly string _topic;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly ConsumerPositions _positions;

    public ConsumerPositionsTests(KafkaCluster cluster)
    {
        _topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(_topic, 0, Enumerable.Repeat("x", 10));
        _consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = cluster.BootstrapServers, GroupId = KafkaCluster.NewName("group") }).Build();
        _consumer.Assign(new TopicPartitionOffset(_topic, 0, 0));
        Assert.NotNull(_consumer.Consume(KafkaCluster.Timeout)); // the client knows the high watermark after a fetch
        _positions = new(new(
            new(_topic, "group"), Options.Create(new ConsumerOptions()), _consumer, new(TimeProvider.System), telemetry: null!, lifetime: null!,
            TimeProvider.System));
    }

    private long Lag => Assert.Single(_positions.Lag()).Records;

    [Fact]
    public void Lag_is_the_number_of_offsets_after_the_last_processed_record()
    {
        _positions.OnProcessed(Record(3));

        Assert.Equal(6, Lag);
    }

    [Fact]
    public void Offsets_before_the_end_that_are_no_records_do_not_count()
    {
        _positions.OnProcessed(Record(3));
        _positions.OnEndOfPartition(new(_topic, 0, 10));

        Assert.Equal(0, Lag);
    }

    [Fact]
    public void An_end_that_is_reported_while_a_record_is_in_flight_counts_when_it_is_processed()
    {
        _positions.OnReceived(Record(8));
        _positions.OnEndOfPartition(new(_topic, 0, 10));
        Assert.Equal(2, Lag);

        _positions.OnProcessed(Record(8));
        Assert.Equal(0, Lag);
    }

    [Fact]
    public void Records_that_are_processed_again_have_the_lag_that_they_had()
    {
        _positions.OnReceived(Record(8));
        _positions.OnEndOfPartition(new(_topic, 0, 10));
        _positions.OnProcessed(Record(8));
        _positions.OnProcessed(Record(3));

        Assert.Equal(6, Lag);
    }

    public void Dispose() => _consumer.Dispose();

    private ConsumeResult<byte[], byte[]> Record(long offset) => new()
    {
        TopicPartitionOffset = new(_topic, 0, offset),
        Message = new() { Timestamp = Timestamp.Default },
    };
}
