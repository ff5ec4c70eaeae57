using System.Net;
using System.Net.Sockets;
using AppHost.Embedded.Brokers;
using AppHost.Embedded.Running;
using Dashboard.Door;
using Microsoft.Extensions.Configuration;

namespace AppHost.Embedded.DashboardHost;

/// <summary>The dashboard at run time: where it listens, from before anything is started until after everything has stopped.</summary>
internal sealed class RunningDashboard : IAsyncDisposable
{
    private const string EnabledKey = "Dashboard:Enabled";

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly IConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<TcpListener> _pages;
    private readonly IReadOnlyList<TcpListener> _otlpGrpc;
    private readonly IReadOnlyList<TcpListener> _otlpHttp;
    private DashboardServer? _server;

    /// <summary>Listens at once, so that nobody takes its ports meanwhile; who connects before it is started waits.</summary>
    public RunningDashboard(IConfiguration configuration, PortPlan ports, TimeProvider time)
    {
        (_configuration, _time) = (configuration, time);
        _pages = ports.Open("dashboard", PortIn("ASPNETCORE_URLS"), Localhost.Listen);
        _otlpGrpc = ports.Open("otlp-grpc", PortIn("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"), Localhost.Listen);
        _otlpHttp = ports.Open("otlp-http", PortIn("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"), Localhost.Listen);
    }

    /// <summary>For the person who started it.</summary>
    public string WhereItIs => $"the dashboard is at {UrlOf(_pages)}";

    /// <summary>Whether <c>Dashboard:Enabled</c> says so, or nothing.</summary>
    /// <exception cref="StartupFault">It says something else.</exception>
    public static bool IsWanted(IConfiguration configuration)
        => configuration[EnabledKey] is not { Length: > 0 } text
            || (bool.TryParse(text, out var wanted) ? wanted : throw new StartupFault($"{EnabledKey} is '{text}': give true or false"));

    /// <summary>Where it takes telemetry.</summary>
    /// <param name="protocol">A value of <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>.</param>
    public string OtlpEndpoint(string protocol) => UrlOf(protocol == "http/protobuf" ? _otlpHttp : _otlpGrpc);

    /// <summary>Starts it; completes when it answers.</summary>
    public async Task StartAsync(IResourceService resources, Broker broker)
        => _server = await DashboardServer.StartAsync(
            new(resources, new(broker.ClientProperties, broker.KnowsItsGroups), _configuration, _time)
            {
                Pages = SocketsOf(_pages),
                OtlpGrpc = SocketsOf(_otlpGrpc),
                OtlpHttp = SocketsOf(_otlpHttp),
            });

    /// <summary>Stops it, within half a second: whoever still looks at it doesn't hold up the end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync().AsTask().WaitAsync(Patience, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        foreach (var listener in _pages.Concat(_otlpGrpc).Concat(_otlpHttp))
            listener.Dispose();
    }

    private static IReadOnlyList<Socket> SocketsOf(IEnumerable<TcpListener> listeners) => [.. listeners.Select(listener => listener.Server)];

    private static string UrlOf(IReadOnlyList<TcpListener> listeners) => $"http://localhost:{((IPEndPoint)listeners[0].LocalEndpoint).Port}";

    /// <summary>The port of the first http address that a variable of the launch profile names.</summary>
    private int? PortIn(string variable)
        => (_configuration[variable] ?? "").Split(';', StringSplitOptions.TrimEntries)
            .Select(address => Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp ? url.Port : (int?)null)
            .FirstOrDefault(port => port is not null);
}
