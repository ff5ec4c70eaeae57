using Confluent.Kafka;

namespace Kafka.Tests.InMemoryKafka;

public sealed class GroupStrategyTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = ProxiedCluster.Deadline;

    private readonly ProxiedCluster _kafka = new();

    public ValueTask DisposeAsync() => _kafka.DisposeAsync();

    [Fact]
    public async Task A_member_with_another_strategy_is_refused_and_the_others_consume()
    {
        var (topic, group) = (_kafka.NewTopic(), KafkaCluster.NewName("group"));
        using var member = NewMember(topic, group, PartitionAssignmentStrategy.CooperativeSticky);
        await _kafka.ProduceAsync(topic, "first");
        Assert.Equal("first", member.Consume(Deadline)?.Message.Value);

        using var stranger = NewMember(topic, group, PartitionAssignmentStrategy.Range);
        var fault = Assert.Throws<ConsumeException>(() => stranger.Consume(Deadline));

        Assert.Equal(ErrorCode.InconsistentGroupProtocol, fault.Error.Code);
        Assert.Single(_kafka.Log, line => line.Contains(group) && line.Contains("cooperative-sticky"));
        await _kafka.ProduceAsync(topic, "second");
        Assert.Equal("second", member.Consume(Deadline)?.Message.Value);
    }

    [Fact]
    public async Task Another_strategy_is_accepted_after_the_last_member_has_left()
    {
        var (topic, group) = (_kafka.NewTopic(), KafkaCluster.NewName("group"));
        await _kafka.ProduceAsync(topic, "first");
        using (var member = NewMember(topic, group, PartitionAssignmentStrategy.CooperativeSticky))
        {
            Assert.Equal("first", member.Consume(Deadline)?.Message.Value);
            member.Close();
        }

        await _kafka.ProduceAsync(topic, "second");
        using var next = NewMember(topic, group, PartitionAssignmentStrategy.Range);

        Assert.Equal("second", next.Consume(Deadline)?.Message.Value);
    }

    [Fact]
    public async Task A_group_of_the_classic_protocol_refuses_the_consumer_protocol()
    {
        var (topic, group) = (_kafka.NewTopic(), KafkaCluster.NewName("group"));
        await _kafka.ProduceAsync(topic, "first");
        using var member = NewMember(topic, group, PartitionAssignmentStrategy.Range);
        Assert.Equal("first", member.Consume(Deadline)?.Message.Value);

        using var newer = _kafka.NewConsumer(group, config => config.GroupProtocol = GroupProtocol.Consumer);
        newer.Subscribe(topic);

        Assert.Throws<ConsumeException>(() => newer.Consume(Deadline));
    }

    [Fact]
    public async Task A_group_of_the_consumer_protocol_refuses_the_classic_protocol()
    {
        var (topic, group) = (_kafka.NewTopic(), KafkaCluster.NewName("group"));
        await _kafka.ProduceAsync(topic, "first");
        using var member = _kafka.NewConsumer(group, config => config.GroupProtocol = GroupProtocol.Consumer);
        member.Subscribe(topic);
        Assert.Equal("first", member.Consume(Deadline)?.Message.Value);

        using var older = NewMember(topic, group, PartitionAssignmentStrategy.Range);

        Assert.Equal(ErrorCode.InconsistentGroupProtocol, Assert.Throws<ConsumeException>(() => older.Consume(Deadline)).Error.Code);
    }

    private IConsumer<string, string> NewMember(string topic, string group, PartitionAssignmentStrategy strategy)
    {
        var consumer = _kafka.NewConsumer(group, config => config.PartitionAssignmentStrategy = strategy);
        consumer.Subscribe(topic);
        return consumer;
    }
}
