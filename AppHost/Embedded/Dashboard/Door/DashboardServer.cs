using Dashboard.Shell;

namespace Dashboard.Door;

/// <summary>The running dashboard: its pages, its HTTP API and the receivers of OTLP.</summary>
public sealed class DashboardServer : IAsyncDisposable
{
    // Whoever has a page open is told that the dashboard is gone; nobody is waited for.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMilliseconds(500);

    private readonly WebApplication _app;

    private DashboardServer(WebApplication app) => _app = app;

    /// <summary>What it is made of, for tests.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>Starts to answer at the sockets of the set-up.</summary>
    /// <exception cref="InvalidOperationException">The section <c>Dashboard</c> has faults; the message names all of them.</exception>
    public static async Task<DashboardServer> StartAsync(DashboardSetup setup)
    {
        // Nothing of the host's own settings, such as its URLs or its log levels, is meant for the dashboard.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = typeof(DashboardServer).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IHostLifetime, EndsWithItsHost>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.AddDashboard(setup);

        var app = builder.Build();
        app.UseDashboard(setup);
        await app.StartAsync();
        return new(app);
    }

    /// <summary>Stops within a second, whoever is connected.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
