using System.Net;
using System.Net.Sockets;
using Dashboard.Door;
using Microsoft.Extensions.Configuration;

namespace Kafka.Tests.Dashboard;

/// <summary>The whole dashboard in this process, at free ports.</summary>
internal sealed class RunningDashboard : IAsyncDisposable
{
    private readonly DashboardServer _server;

    private RunningDashboard(DashboardServer server, DashboardSetup setup)
    {
        (_server, Setup) = (server, setup);
        Pages = new() { BaseAddress = AddressOf(setup.Pages) };
    }

    public DashboardSetup Setup { get; }

    /// <summary>A client of its pages and its API.</summary>
    public HttpClient Pages { get; }

    public Uri OtlpGrpc => AddressOf(Setup.OtlpGrpc);

    public Uri OtlpHttp => AddressOf(Setup.OtlpHttp);

    /// <summary>Its stores and whatever else it is made of.</summary>
    public IServiceProvider Services => _server.Services;

    public static async Task<RunningDashboard> StartAsync(
        IResourceService? resources = null, KafkaConnection? kafka = null, Dictionary<string, string?>? configuration = null)
    {
        var setup = new DashboardSetup(
            resources ?? new TestResources(),
            kafka ?? new(new Dictionary<string, string> { ["bootstrap.servers"] = "127.0.0.1:1" }, KnowsItsGroups: false),
            new ConfigurationBuilder().AddInMemoryCollection(configuration ?? []).Build(),
            TimeProvider.System)
        {
            Pages = [Listen()],
            OtlpGrpc = [Listen()],
            OtlpHttp = [Listen()],
        };
        return new(await DashboardServer.StartAsync(setup), setup);
    }

    public async ValueTask DisposeAsync()
    {
        Pages.Dispose();
        await _server.DisposeAsync();
        foreach (var socket in Setup.Pages.Concat(Setup.OtlpGrpc).Concat(Setup.OtlpHttp))
            socket.Dispose();
    }

    private static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    private static Uri AddressOf(IReadOnlyList<Socket> sockets) => new($"http://127.0.0.1:{((IPEndPoint)sockets[0].LocalEndPoint!).Port}");
}
