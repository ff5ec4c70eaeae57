using Confluent.Kafka;
using InMemoryKafka;
using static Kafka.Tests.InMemoryKafka.RawClient;

namespace Kafka.Tests.InMemoryKafka;

/// <summary>Which commits of offsets the in-memory cluster accepts, and what it returns for them.</summary>
public sealed class OffsetTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = ProxiedCluster.Deadline;

    private readonly ProxiedCluster _kafka = new();
    private readonly string _topic;
    private readonly string _group = KafkaCluster.NewName("group");

    public OffsetTests() => _topic = _kafka.NewTopic(partitions: 2);

    public ValueTask DisposeAsync() => _kafka.DisposeAsync();

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public void A_commit_of_a_member_is_visible_to_every_client(GroupProtocol protocol)
    {
        using var member = Join(protocol);

        member.Commit([new(_topic, 1, 7)]);

        Assert.Equal([Offset.Unset, new Offset(7)], Committed().Select(offset => offset.Offset));
    }

    [Fact]
    public void Groups_have_their_own_offsets()
    {
        using var member = Join(GroupProtocol.Classic);
        member.Commit([new(_topic, 0, 7)]);

        using var other = _kafka.NewConsumer(KafkaCluster.NewName("group"));

        Assert.All(other.Committed([new(_topic, 0)], Deadline), offset => Assert.Equal(Offset.Unset, offset.Offset));
    }

    [Fact]
    public void A_commit_for_an_unknown_partition_is_refused()
    {
        using var member = Join(GroupProtocol.Classic);

        var fault = Assert.Throws<KafkaException>(() => member.Commit([new(_topic, 0, 1), new(_topic, 99, 1)]));

        Assert.Equal(ErrorCode.UnknownTopicOrPart, fault.Error.Code);
        Assert.Equal(1, Committed()[0].Offset.Value);
    }

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public void A_client_that_is_no_member_may_commit_only_while_there_are_none(GroupProtocol protocol)
    {
        using var stranger = _kafka.NewConsumer(_group);
        stranger.Assign(new TopicPartition(_topic, 0));
        stranger.Commit([new(_topic, 0, 1)]);
        using (var member = Join(protocol))
        {
            Assert.Equal(ErrorCode.UnknownMemberId, Assert.Throws<KafkaException>(() => stranger.Commit([new(_topic, 0, 2)])).Error.Code);
            Assert.Equal(1, Committed()[0].Offset.Value);
            member.Close();
        }

        stranger.Commit([new(_topic, 0, 3)]);

        Assert.Equal(3, Committed()[0].Offset.Value);
    }

    [Fact]
    public async Task A_commit_of_an_older_generation_is_refused()
    {
        using var member = await ConnectAsync();
        await member.JoinAsync();
        var former = member.Generation;
        await member.JoinAsync();

        Assert.True(member.Generation > former);
        Assert.Equal(ErrorCode.IllegalGeneration, await member.CommitAsync(0, 5, generation: former));
        Assert.Equal(Offset.Unset, Committed()[0].Offset);
        Assert.Equal(ErrorCode.NoError, await member.CommitAsync(0, 6, member.Generation));
        Assert.Equal(6, Committed()[0].Offset.Value);
    }

    [Fact]
    public async Task A_commit_of_somebody_who_has_left_the_group_is_refused()
    {
        using var member = await ConnectAsync();
        await member.JoinAsync();
        await member.LeaveAsync();

        Assert.Equal(ErrorCode.UnknownMemberId, await member.CommitAsync(0, 5, member.Generation));
    }

    [Fact]
    public async Task A_commit_during_a_rebalance_is_accepted()
    {
        using var member = await ConnectAsync();
        await member.JoinAsync();
        using var second = await ConnectAsync();
        var joining = second.JoinAsync(); // completes only after the first member has joined again
        while (await member.HeartbeatAsync() != ErrorCode.RebalanceInProgress)
        {
        }

        Assert.Equal(ErrorCode.NoError, await member.CommitAsync(0, 5, member.Generation));

        Assert.False(joining.IsCompleted);
        Assert.Equal(5, Committed()[0].Offset.Value);
        var rejoining = member.JoinAsync();
        await joining;
        await rejoining;
    }

    [Fact]
    public async Task Every_version_of_OffsetFetch_returns_the_offset()
    {
        using var member = Join(GroupProtocol.Classic);
        member.Commit([new(_topic, 1, 0x0102030405060708)]);
        using var client = await RawClient.ConnectAsync(_kafka.Proxy.Port);
        for (short version = 0; version <= 7; version++)
        {
            var partition = Bytes(1);
            byte[] body = version >= 6
                ? [.. CompactString(_group), 2, .. CompactString(_topic), 2, .. partition, 0, .. version >= 7 ? new byte[] { 1 } : [], 0]
                : [.. String(_group), .. Bytes(1), .. String(_topic), .. Bytes(1), .. partition];

            await client.SendAsync(Request(ApiKey.OffsetFetch, version, version, body, flexible: version >= 6));
            var response = await client.ReceiveAsync();

            byte[] expected = [.. partition, .. Bytes(0x0102030405060708L), .. version >= 5 ? Bytes(-1) : []];
            Assert.True(response.AsSpan().IndexOf(expected) >= 0, $"version {version}: {Convert.ToHexString(response)}");
        }
    }

    [Fact]
    public async Task A_request_for_no_topics_in_particular_returns_all_offsets_of_the_group()
    {
        using var member = Join(GroupProtocol.Classic);
        member.Commit([new(_topic, 0, 3), new(_topic, 1, 4)]);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _kafka.BootstrapServers }).Build();

        var offsets = await admin.ListConsumerGroupOffsetsAsync([new(_group, null)]);

        Assert.Equal([(0, 3L), (1, 4L)], offsets.Single().Partitions.Select(it => (it.Partition.Value, it.Offset.Value)).Order());
    }

    private async Task<RawMember> ConnectAsync() => new(await RawClient.ConnectAsync(_kafka.Proxy.Port), _group, _topic);

    private IConsumer<string, string> Join(GroupProtocol protocol)
    {
        var member = _kafka.NewConsumer(_group, config =>
        {
            config.GroupProtocol = protocol;
            config.EnableAutoCommit = false;
            config.EnablePartitionEof = true;
        });
        member.Subscribe(_topic);
        Assert.NotNull(member.Consume(Deadline)); // the end of a partition, which is empty
        return member;
    }

    private List<TopicPartitionOffset> Committed()
    {
        using var reader = _kafka.NewConsumer(_group);
        return reader.Committed([new(_topic, 0), new(_topic, 1)], Deadline);
    }
}
