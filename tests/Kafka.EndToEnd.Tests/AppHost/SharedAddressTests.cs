using AppHost.Embedded.Running;
using AppHost.Embedded.Services;
using AppHost.Embedded.State;

namespace Kafka.EndToEnd.Tests.AppHost;

public sealed class SharedAddressTests : IDisposable
{
    private readonly ResourceBoard _board = new(TimeProvider.System);
    private readonly ConnectionForwarder _forwarder = new(FreePort.Find());
    private readonly SharedAddress _address;
    private readonly TcpTarget _first = new();
    private readonly TcpTarget _second = new();

    public SharedAddressTests()
    {
        _address = new("service", _forwarder, _board);
        _board.Add(new("service-1", "service", UrlOf(_first), ResourceState.Healthy));
        _board.Add(new("service-2", "service", UrlOf(_second), ResourceState.Healthy));
        _board.Add(new("other", "other", "http://localhost:1", ResourceState.Healthy));
    }

    [Fact]
    public async Task Replicas_take_connections_in_turn()
    {
        for (var round = 0; round < 3; round++)
        {
            using var one = await TcpPeer.ConnectAsync(_forwarder.Port);
            using var other = await TcpPeer.ConnectAsync(_forwarder.Port);

            using var first = await _first.AcceptAsync();
            using var second = await _second.AcceptAsync();
        }
    }

    [Fact]
    public async Task A_replica_that_is_not_healthy_gets_none_while_another_is()
    {
        IsNow("service-1", ResourceState.Starting);

        await EachReaches(_second);
    }

    [Fact]
    public async Task A_replica_that_is_gone_is_passed_over_before_that_is_known()
    {
        _first.Dispose();

        await EachReaches(_second);
    }

    [Fact]
    public async Task A_replica_that_is_not_healthy_is_better_than_none()
    {
        IsNow("service-1", ResourceState.Unhealthy);
        IsNow("service-2", ResourceState.Unhealthy);
        _first.Dispose();

        await EachReaches(_second);
    }

    [Fact]
    public async Task A_replica_is_found_at_its_new_address()
    {
        using var moved = new TcpTarget();
        IsNow("service-2", ResourceState.Unhealthy);
        _board.Update("service-1", it => it with { Address = UrlOf(moved) });

        await EachReaches(moved);
    }

    [Fact]
    public void The_service_is_healthy_while_one_of_its_replicas_is()
    {
        IsNow("service-1", ResourceState.Restarting);
        Assert.Equal(ResourceState.Healthy, StateOf("service"));

        IsNow("service-2", ResourceState.Unhealthy);
        Assert.NotEqual(ResourceState.Healthy, StateOf("service"));

        IsNow("service-1", ResourceState.Healthy);
        Assert.Equal(ResourceState.Healthy, StateOf("service"));
    }

    public void Dispose()
    {
        _address.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    private async Task EachReaches(TcpTarget target)
    {
        for (var connection = 0; connection < 3; connection++)
        {
            using var client = await TcpPeer.ConnectAsync(_forwarder.Port);
            using var accepted = await target.AcceptAsync();
        }
    }

    private void IsNow(string name, ResourceState state) => _board.Update(name, it => it with { State = state });

    private ResourceState StateOf(string name) => _board.Resources.Single(resource => resource.Name == name).State;

    private static string UrlOf(TcpTarget target) => $"http://localhost:{target.Address.Port}";
}
