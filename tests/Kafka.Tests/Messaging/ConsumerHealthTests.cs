using Confluent.Kafka;
using Messaging.Consuming;
using Messaging.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Kafka.Tests.Messaging;

public sealed class ConsumerHealthTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConsumerState _state;

    public ConsumerHealthTests() => _state = new(_time);

    [Fact]
    public async Task A_consumer_is_ready_while_it_is_a_member_of_its_group()
    {
        Assert.Equal(HealthStatus.Unhealthy, await AskAsync(new ConsumerReadiness(_state)));

        _state.Assigned = [];
        Assert.Equal(HealthStatus.Healthy, await AskAsync(new ConsumerReadiness(_state)));

        _state.Assigned = null;
        Assert.Equal(HealthStatus.Unhealthy, await AskAsync(new ConsumerReadiness(_state)));
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

        Assert.Equal(HealthStatus.Unhealthy, await AskAsync(new ConsumerReadiness(_state)));
        Assert.Equal(HealthStatus.Unhealthy, await AskAsync(new ConsumerLiveness(_state)));
    }

    private static async Task<HealthStatus> AskAsync(IHealthCheck check) => (await check.CheckHealthAsync(new())).Status;
}
