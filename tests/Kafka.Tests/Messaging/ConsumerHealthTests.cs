using Confluent.Kafka;
using Messaging.Consuming;
using Messaging.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Kafka.Tests.Messaging;

public sealed class ConsumerHealthTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConsumerConfig _config = new() { GroupId = "group", PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky };
    private readonly ConsumerState _state;

    public ConsumerHealthTests() => _state = new(_time);

    [Fact]
    public async Task A_consumer_is_ready_while_it_is_a_member_of_its_group()
    {
        Assert.Equal(HealthStatus.Unhealthy, await AskAsync(Readiness()));

        _state.Assigned = [];
        Assert.Equal(HealthStatus.Healthy, await AskAsync(Readiness()));

        _state.Assigned = null;
        Assert.Equal(HealthStatus.Unhealthy, await AskAsync(Readiness()));
    }

    [Fact]
    public async Task A_consumer_that_its_group_refuses_says_why_until_it_is_a_member()
    {
        _state.Problems.OnConsumeError(Failed(ErrorCode.GroupAuthorizationFailed));
        Assert.Equal("Not a member of the consumer group. This service has no right to consume with group group. Grant Read on group group", await ReasonAsync());

        _state.Problems.OnConsumeError(Failed(ErrorCode.GroupMaxSizeReached));
        Assert.StartsWith("Not a member of the consumer group. Group group has as many members as the cluster allows", await ReasonAsync());

        _state.Assigned = [];
        _state.Problems.OnAssigned([]);
        Assert.Equal("Consumes 0 partitions", await ReasonAsync());
        _state.Assigned = null;
        Assert.Equal("Not yet a member of the consumer group", await ReasonAsync());
    }

    [Fact]
    public async Task Refused_credentials_are_the_reason_although_no_broker_can_be_reached_then()
    {
        _state.Problems.OnConnectionError(new(ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));
        Assert.Equal("Not a member of the consumer group. No broker can be reached: 1/1 brokers are down", await ReasonAsync());

        _state.Problems.OnConnectionError(new(ErrorCode.Local_Authentication, "SASL authentication error"));
        _state.Problems.OnConnectionError(new(ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));
        Assert.EndsWith("The cluster refuses the credentials of this service: SASL authentication error", await ReasonAsync());
    }

    [Fact]
    public async Task A_consumer_is_alive_while_its_loop_asks_for_records()
    {
        Assert.Equal(HealthStatus.Healthy, await AskAsync(new ConsumerLiveness(_state)));

        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HealthStatus.Unhealthy, await AskAsync(new ConsumerLiveness(_state)));

        _state.Polled();
        Assert.Equal(HealthStatus.Healthy, await AskAsync(new ConsumerLiveness(_state)));
    }

    [Fact]
    public async Task A_consumer_whose_loop_ended_is_neither_ready_nor_alive()
    {
        _state.Assigned = [new TopicPartition("page-events", 0)];
        _state.Failure = "boom";

        Assert.Equal(HealthStatus.Unhealthy, await AskAsync(Readiness()));
        Assert.Equal(HealthStatus.Unhealthy, await AskAsync(new ConsumerLiveness(_state)));
    }

    private ConsumerReadiness Readiness() => new(_state, new(new("page-events", "group"), _config), new(context: null!, consumers: null!, _config, producer: null!));

    private async Task<string?> ReasonAsync() => (await Readiness().CheckHealthAsync(new())).Description;

    private static ConsumeException Failed(ErrorCode code) => new(new ConsumeResult<byte[], byte[]>(), new Error(code));

    private static async Task<HealthStatus> AskAsync(IHealthCheck check) => (await check.CheckHealthAsync(new())).Status;
}
