using System.Net;
using System.Net.Sockets;
using AppHost.Embedded.Running;

namespace Kafka.EndToEnd.Tests.AppHost;

public sealed class ConnectionForwarderTests : IDisposable
{
    private readonly ConnectionForwarder _forwarder = new(FreePort.Find());
    private readonly TcpTarget _target = new();

    [Fact]
    public async Task What_one_side_sends_reaches_the_other_while_the_connection_stays_open()
    {
        var (client, target) = await ConnectAsync();

        await client.SendAsync("question");
        Assert.Equal("question", await target.ReceiveAsync());
        await target.SendAsync("answer");
        Assert.Equal("answer", await client.ReceiveAsync());
        await target.SendAsync("afterthought");
        Assert.Equal("afterthought", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Who_connects_before_there_is_a_target_waits_for_it()
    {
        using var client = await TcpPeer.ConnectAsync(_forwarder.Port);
        await client.SendAsync("early");

        _forwarder.ForwardTo(() => [_target.Address]);

        using var target = await _target.AcceptAsync();
        Assert.Equal("early", await target.ReceiveAsync());
    }

    [Fact]
    public async Task A_target_that_does_not_accept_is_skipped()
    {
        _forwarder.ForwardTo(() => [new(IPAddress.Loopback, FreePort.Find()), _target.Address]);

        using var client = await TcpPeer.ConnectAsync(_forwarder.Port);
        using var target = await _target.AcceptAsync();

        await client.SendAsync("question");
        Assert.Equal("question", await target.ReceiveAsync());
    }

    [Fact]
    public async Task A_connection_that_no_target_accepts_is_closed()
    {
        _forwarder.ForwardTo(() => [new(IPAddress.Loopback, FreePort.Find())]);

        using var client = await TcpPeer.ConnectAsync(_forwarder.Port);

        Assert.Empty(await client.ReceiveAsync());
    }

    [Fact]
    public async Task When_the_target_closes_so_does_the_connection()
    {
        var (client, target) = await ConnectAsync();

        await target.SendAsync("last words");
        target.Dispose();

        Assert.Equal("last words", await client.ReceiveAsync());
        Assert.Empty(await client.ReceiveAsync());
    }

    [Fact]
    public async Task When_the_target_crashes_the_connection_closes()
    {
        var (client, target) = await ConnectAsync();

        target.Vanish();

        Assert.Empty(await client.ReceiveAsync());
    }

    [Fact]
    public async Task The_target_sees_that_the_client_closes()
    {
        var (client, target) = await ConnectAsync();

        client.Dispose();

        Assert.Empty(await target.ReceiveAsync());
    }

    [Fact]
    public async Task The_target_sees_that_the_client_crashes()
    {
        var (client, target) = await ConnectAsync();

        client.Vanish();

        Assert.Empty(await target.ReceiveAsync());
    }

    [Fact]
    public async Task A_client_that_has_asked_all_still_gets_its_answer()
    {
        var (client, target) = await ConnectAsync();

        await client.SendAsync("question");
        client.EndSending();

        Assert.Equal("question", await target.ReceiveAsync());
        Assert.Empty(await target.ReceiveAsync());
        await target.SendAsync("answer");
        Assert.Equal("answer", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Disposing_ends_connections_on_both_sides_and_takes_no_more()
    {
        var (client, target) = await ConnectAsync();

        _forwarder.Dispose();

        Assert.Empty(await client.ReceiveAsync());
        Assert.Empty(await target.ReceiveAsync());
        await Assert.ThrowsAsync<SocketException>(() => TcpPeer.ConnectAsync(_forwarder.Port));
    }

    public void Dispose()
    {
        _forwarder.Dispose();
        _target.Dispose();
    }

    private async Task<(TcpPeer Client, TcpPeer Target)> ConnectAsync()
    {
        _forwarder.ForwardTo(() => [_target.Address]);
        var client = await TcpPeer.ConnectAsync(_forwarder.Port);
        return (client, await _target.AcceptAsync());
    }
}
