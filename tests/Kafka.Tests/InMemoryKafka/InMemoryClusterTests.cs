using Confluent.Kafka;
using InMemoryKafka;

namespace Kafka.Tests.InMemoryKafka;

public sealed class InMemoryClusterTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly InMemoryCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void It_answers_with_its_broker_and_topics()
    {
        _cluster.CreateTopic("orders", partitions: 3);

        using var client = new AdminClientBuilder(Client()).Build();
        var metadata = client.GetMetadata(Deadline);

        var broker = Assert.Single(metadata.Brokers);
        Assert.Equal(_cluster.BootstrapServers, $"{broker.Host}:{broker.Port}");
        Assert.Equal(3, Assert.Single(metadata.Topics, topic => topic.Topic == "orders").Partitions.Count);
    }

    [Fact]
    public async Task A_record_that_was_produced_is_consumed_by_a_group()
    {
        _cluster.CreateTopic("orders", partitions: 1);
        var produced = await ProduceAsync("first");

        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig(Client())
        {
            GroupId = "readers",
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        consumer.Subscribe("orders");
        var consumed = consumer.Consume(Deadline);
        consumer.Close();

        Assert.Equal(produced.TopicPartitionOffset, consumed.TopicPartitionOffset);
        Assert.Equal("first", consumed.Message.Value);
    }

    [Fact]
    public async Task A_broker_that_is_down_delivers_nothing_until_it_is_up_again()
    {
        _cluster.CreateTopic("orders", partitions: 1);
        _cluster.SetBrokerDown();

        var fault = await Assert.ThrowsAsync<ProduceException<string, string>>(() => ProduceAsync("lost", TimeSpan.FromMilliseconds(500)));
        Assert.Equal(ErrorCode.Local_MsgTimedOut, fault.Error.Code);

        _cluster.SetBrokerUp();
        Assert.Equal(PersistenceStatus.Persisted, (await ProduceAsync("kept")).Status);
    }

    [Fact]
    public async Task A_pushed_error_is_the_response_to_the_next_request()
    {
        _cluster.CreateTopic("orders", partitions: 1);
        _cluster.PushRequestErrors(ApiKey.Produce, ErrorCode.TopicAuthorizationFailed);

        var fault = await Assert.ThrowsAsync<ProduceException<string, string>>(() => ProduceAsync("refused"));
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, fault.Error.Code);

        Assert.Equal(PersistenceStatus.Persisted, (await ProduceAsync("accepted")).Status);
    }

    [Fact]
    public async Task A_round_trip_time_delays_the_responses()
    {
        _cluster.CreateTopic("orders", partitions: 1);
        await ProduceAsync("warm");
        var delay = TimeSpan.FromMilliseconds(300);
        _cluster.SetRoundTripTime(delay);

        var began = TimeProvider.System.GetTimestamp();
        await ProduceAsync("late");

        Assert.True(TimeProvider.System.GetElapsedTime(began) >= delay);
    }

    [Fact]
    public void A_topic_is_created_once()
    {
        _cluster.CreateTopic("orders", partitions: 1);

        var fault = Assert.Throws<KafkaException>(() => _cluster.CreateTopic("orders", partitions: 1));
        Assert.Equal(ErrorCode.TopicAlreadyExists, fault.Error.Code);
    }

    [Fact]
    public void It_does_not_work_after_its_end()
    {
        _cluster.Dispose();

        Assert.Throws<ObjectDisposedException>(() => _cluster.CreateTopic("orders", partitions: 1));
    }

    private ClientConfig Client() => new() { BootstrapServers = _cluster.BootstrapServers };

    private async Task<DeliveryResult<string, string>> ProduceAsync(string value, TimeSpan? timeout = null)
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig(Client())
        {
            MessageTimeoutMs = (int)(timeout ?? Deadline).TotalMilliseconds,
            LingerMs = 0,
        }).SetLogHandler((_, _) => { }).Build();

        return await producer.ProduceAsync("orders", new() { Key = "key", Value = value });
    }
}
