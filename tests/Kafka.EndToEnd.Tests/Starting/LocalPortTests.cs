using System.Net;
using System.Net.Sockets;
using AppHost.Kafka;
using Microsoft.Extensions.Configuration;

namespace Kafka.EndToEnd.Tests.Starting;

public sealed class LocalPortTests
{
    private static readonly IConfiguration Fixed = new ConfigurationBuilder().Build();

    private static readonly IConfiguration Random = new ConfigurationBuilder()
        .AddInMemoryCollection([new("DcpPublisher:RandomizePorts", "true")])
        .Build();

    [Fact]
    public void A_port_that_is_free_is_taken()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        var port = Listen(listener);
        listener.Stop();

        Assert.Equal(port, LocalPort.Choose(Fixed, port));
    }

    [Fact]
    public void A_port_that_is_taken_is_replaced_by_a_free_one()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        var taken = Listen(listener);

        var port = LocalPort.Choose(Fixed, taken);

        Assert.NotEqual(taken, port);
        Assert.InRange(port, 1, ushort.MaxValue);
    }

    [Fact]
    public void A_free_port_is_not_taken_when_ports_are_random()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        var port = Listen(listener);
        listener.Stop();

        Assert.NotEqual(port, LocalPort.Choose(Random, port));
    }

    private static int Listen(TcpListener listener)
    {
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
