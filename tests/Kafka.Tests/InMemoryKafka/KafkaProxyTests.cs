using System.Buffers.Binary;
using Confluent.Kafka;
using InMemoryKafka;
using static Kafka.Tests.InMemoryKafka.RawClient;

namespace Kafka.Tests.InMemoryKafka;

public sealed class KafkaProxyTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = ProxiedCluster.Deadline;

    private readonly ProxiedCluster _kafka = new();

    public ValueTask DisposeAsync() => _kafka.DisposeAsync();

    [Fact]
    public void Clients_see_one_broker_at_the_address_of_the_proxy()
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _kafka.BootstrapServers }).Build();

        var broker = Assert.Single(admin.GetMetadata(Deadline).Brokers);

        Assert.Equal(("127.0.0.1", _kafka.Proxy.Port), (broker.Host, broker.Port));
    }

    [Theory]
    [InlineData(ApiKey.Metadata, 12, 9)]
    [InlineData(ApiKey.FindCoordinator, 3, 3)]
    public async Task No_version_of_a_response_contains_the_port_of_the_cluster(ApiKey api, short highest, short firstFlexible)
    {
        using var client = await ConnectAsync(_kafka.Proxy.Port);
        for (short version = 0; version <= highest; version++)
        {
            var flexible = version >= firstFlexible;
            await client.SendAsync(Request(api, version, version, api == ApiKey.Metadata ? Metadata(version, flexible) : FindCoordinator(version, flexible), flexible));
            var response = await client.ReceiveAsync();

            Assert.True(Contains(response, _kafka.Proxy.Port), $"version {version}");
            Assert.False(Contains(response, _kafka.Cluster.Address.Port), $"version {version}");
        }
    }

    [Fact]
    public async Task Large_records_pass_in_both_directions_unchanged()
    {
        var topic = _kafka.NewTopic();
        var values = Enumerable.Range(0, 4).Select(i => new string((char)('a' + i), 900_000)).ToList();
        foreach (var value in values) await _kafka.ProduceAsync(topic, value);

        using var consumer = _kafka.NewConsumer(KafkaCluster.NewName("group"));
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));

        Assert.All(values, value => Assert.Equal(value, consumer.Consume(Deadline)?.Message.Value));
    }

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public async Task A_group_resumes_where_it_has_committed(GroupProtocol protocol)
    {
        var (topic, group) = (_kafka.NewTopic(), KafkaCluster.NewName("group"));
        await _kafka.ProduceAsync(topic, "first");
        Assert.Equal("first", ConsumeOne(topic, group, protocol));
        await _kafka.ProduceAsync(topic, "second");

        Assert.Equal("second", ConsumeOne(topic, group, protocol));
    }

    [Fact]
    public async Task A_transaction_commits_records_and_offsets()
    {
        var (input, output, group) = (_kafka.NewTopic(), _kafka.NewTopic(), KafkaCluster.NewName("group"));
        await _kafka.ProduceAsync(input, "in");
        using var consumer = _kafka.NewConsumer(group, config => config.EnableAutoCommit = false);
        consumer.Subscribe(input);
        var record = consumer.Consume(Deadline);
        using var producer = _kafka.NewProducer(config => config.TransactionalId = KafkaCluster.NewName("transaction"));
        producer.InitTransactions(Deadline);

        producer.BeginTransaction();
        producer.Produce(output, new() { Value = "out" });
        producer.SendOffsetsToTransaction([new(record.TopicPartition, record.Offset + 1)], consumer.ConsumerGroupMetadata, Deadline);
        producer.CommitTransaction(Deadline);

        using var reader = _kafka.NewConsumer(KafkaCluster.NewName("group"));
        reader.Assign(new TopicPartitionOffset(output, 0, Offset.Beginning));
        Assert.Equal("out", reader.Consume(Deadline)?.Message.Value);
    }

    [Fact]
    public async Task A_response_of_the_proxy_does_not_overtake_one_of_the_cluster()
    {
        _kafka.Cluster.SetRoundTripTime(TimeSpan.FromMilliseconds(200));
        using var client = await ConnectAsync(_kafka.Proxy.Port);

        await client.SendAsync([.. Request(ApiKey.Metadata, 1, 1, Metadata(1, false)), .. Request(ApiKey.ApiVersions, 4, 2, [])]);

        Assert.Equal(1, BinaryPrimitives.ReadInt32BigEndian(await client.ReceiveAsync()));
        Assert.Equal(2, BinaryPrimitives.ReadInt32BigEndian(await client.ReceiveAsync()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task A_producer_that_expects_no_response_gets_none(short version)
    {
        var flexible = version >= 9;
        using var client = await ConnectAsync(_kafka.Proxy.Port);
        byte[] transactionalId = version >= 3 ? flexible ? [0] : Bytes((short)-1) : [];
        byte[] noTopics = flexible ? [1, 0] : Bytes(0);

        await client.SendAsync(Request(ApiKey.Produce, version, 1, [.. transactionalId, .. Bytes((short)0), .. Bytes(1000), .. noTopics], flexible));
        await client.SendAsync(Request(ApiKey.ApiVersions, 0, 2, []));

        Assert.Equal(2, BinaryPrimitives.ReadInt32BigEndian(await client.ReceiveAsync()));
    }

    [Fact]
    public async Task A_stop_disconnects_clients_and_a_start_brings_back_all_records()
    {
        var topic = _kafka.NewTopic();
        using var producer = _kafka.NewProducer();
        await producer.ProduceAsync(topic, new() { Value = "before" }, TestContext.Current.CancellationToken);
        using var connected = await ConnectAsync(_kafka.Proxy.Port);

        await _kafka.Proxy.StopAsync();
        await connected.ClosedAsync();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => ConnectAsync(_kafka.Proxy.Port));
        var during = producer.ProduceAsync(topic, new() { Value = "during" }, TestContext.Current.CancellationToken);
        _kafka.Proxy.Start(_kafka.Proxy.Port);
        await during;

        using var consumer = _kafka.NewConsumer(KafkaCluster.NewName("group"));
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        Assert.Equal("before", consumer.Consume(Deadline)?.Message.Value);
        Assert.Equal("during", consumer.Consume(Deadline)?.Message.Value);
    }

    private string? ConsumeOne(string topic, string group, GroupProtocol protocol)
    {
        using var consumer = _kafka.NewConsumer(group, config => config.GroupProtocol = protocol);
        consumer.Subscribe(topic);
        var value = consumer.Consume(Deadline)?.Message.Value;
        consumer.Close();
        return value;
    }

    private static bool Contains(byte[] response, int port) => response.AsSpan().IndexOf(Bytes(port)) >= 0;

    // All topics, and the flags that later versions have.
    private static byte[] Metadata(short version, bool flexible) =>
    [
        .. flexible ? new byte[] { 0 } : Bytes(version == 0 ? 0 : -1),
        .. new byte[version switch { >= 11 => 2, >= 8 => 3, >= 4 => 1, _ => 0 }],
        .. flexible ? new byte[] { 0 } : [],
    ];

    private static byte[] FindCoordinator(short version, bool flexible) =>
    [
        .. flexible ? CompactString("group") : String("group"),
        .. version >= 1 ? new byte[] { 0 } : [],
        .. flexible ? new byte[] { 0 } : [],
    ];
}
