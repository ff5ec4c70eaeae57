using Confluent.Kafka;
using Messaging.Clients;
using Messaging.Clients.Connections;
using Messaging.Consuming;
using Messaging.Health;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kafka.Tests.Messaging;

public sealed class ConsumerHealthTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConsumerConfig _config = new() { GroupId = "group", PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky };
    private readonly ConsumerState _state;
    private readonly ClientIdentity _identity;
    private readonly ConnectionErrors _connections;

    public ConsumerHealthTests()
    {
        var connection = new KafkaConnection(new ConfigurationBuilder().Build());
        _state = new(_time);
        _identity = new(connection);
        _connections = new(connection, _identity, _time, NullLogger<ConnectionErrors>.Instance);
    }

    public void Dispose() => _connections.Dispose();

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
        Assert.Equal(
            "Not a member of the consumer group. This service, which connects without a user or certificate, lacks the right Read on the group group. "
                + "Grant it with kafka-acls.sh --add --allow-principal 'User:ANONYMOUS' --operation Read --group group; the service then continues by itself",
            await ReasonAsync());

        _state.Problems.OnConsumeError(Failed(ErrorCode.GroupMaxSizeReached));
        Assert.StartsWith("Not a member of the consumer group. Group group has as many members as the cluster allows", await ReasonAsync());

        _state.Assigned = [];
        _state.Problems.OnAssigned([]);
        Assert.Equal("Consumes 0 partitions", await ReasonAsync());
        _state.Assigned = null;
        Assert.Equal("Not yet a member of the consumer group", await ReasonAsync());
    }

    [Fact]
    public async Task A_refused_connection_is_explained_by_its_cause_as_soon_as_that_is_known()
    {
        _state.Problems.OnConnectionError(new(ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));
        Assert.Equal("Not a member of the consumer group. No broker can be reached: 1/1 brokers are down", await ReasonAsync());

        const string Line = "[thrd:sasl_ssl://broker:9093/bootstrap]: sasl_ssl://broker:9093/bootstrap: SASL authentication error: "
            + "Authentication failed due to invalid credentials (after 5ms in state AUTH_REQ)";
        Assert.True(_connections.TryTake(new("client", SyslogLevel.Error, "FAIL", Line), _ => { }));
        await Eventually.TrueAsync(() => _connections.Current is not null, "the cause is known");
        Assert.StartsWith("Not a member of the consumer group. The broker broker:9093 refuses the user", await ReasonAsync());
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

    private ConsumerReadiness Readiness() => new(
        _state,
        new(new("page-events", "group"), _config, new(_identity), _connections),
        new(context: null!, consumers: null!, _config, admin: null!));

    private async Task<string?> ReasonAsync() => (await Readiness().CheckHealthAsync(new())).Description;

    private static ConsumeException Failed(ErrorCode code) => new(new ConsumeResult<byte[], byte[]>(), new Error(code));

    private static async Task<HealthStatus> AskAsync(IHealthCheck check) => (await check.CheckHealthAsync(new())).Status;
}
