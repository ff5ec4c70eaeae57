using System.Net;
using System.Net.Sockets;
using Dashboard.ConsoleLogs;
using Dashboard.Door;
using Dashboard.Kafka;
using Dashboard.Kafka.Api;
using Dashboard.Resources;
using Dashboard.Telemetry;
using Dashboard.Telemetry.Logs;
using Dashboard.Telemetry.Metrics;
using Dashboard.Telemetry.Otlp;
using Dashboard.Telemetry.Traces;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Dashboard.Shell;

/// <summary>Puts the dashboard together.</summary>
internal static class DashboardRegistration
{
    public static void AddDashboard(this WebApplicationBuilder builder, DashboardSetup setup)
    {
        var limits = setup.Configuration.GetSection(TelemetryLimits.Section).Get<TelemetryLimits>() ?? new();
        if (limits.Faults().ToList() is { Count: > 0 } faults)
            throw new InvalidOperationException(string.Join("; ", faults));

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = limits.MaxRequestBytes;
            Listen(kestrel, setup.Pages, HttpProtocols.Http1);
            Listen(kestrel, setup.OtlpGrpc, HttpProtocols.Http2);
            Listen(kestrel, setup.OtlpHttp, HttpProtocols.Http1);
        });

        var services = builder.Services;
        services.AddSingleton(setup.Time).AddSingleton(setup.Resources).AddSingleton(setup.Kafka);
        services.AddSingleton(limits).AddSingleton<Sources>().AddSingleton<TraceStore>().AddSingleton<LogStore>().AddSingleton<MetricStore>();
        services.AddSingleton<TraceReceiver>().AddSingleton<LogReceiver>().AddSingleton<MetricReceiver>();
        services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = limits.MaxRequestBytes);
        services.AddRequestDecompression();

        services.AddProblemDetails();
        services.AddDataProtection().UseEphemeralDataProtectionProvider(); // no page outlives this process
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddSingleton<ServiceColours>();
        services.AddKafkaInspection(setup.Kafka);
        services.AddSingleton(new ConsoleStore(setup.Resources)); // keeps what is written from now on
        services.AddSingleton(new UsageSampler(setup.Resources, ProcessReading.Of, setup.Time));
    }

    public static void UseDashboard(this WebApplication app, DashboardSetup setup)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseOwnPort(defaultPort: PortOf(setup.Pages));
        app.UseSameSite();
        app.UseRequestDecompression();
        app.UseAntiforgery();

        var grpc = PortOf(setup.OtlpGrpc);
        app.MapGrpcService<GrpcTraceService>().OnlyAt(grpc);
        app.MapGrpcService<GrpcLogsService>().OnlyAt(grpc);
        app.MapGrpcService<GrpcMetricsService>().OnlyAt(grpc);
        app.MapGroup("").OnlyAt(PortOf(setup.OtlpHttp)).MapOtlpHttp();

        app.MapConsoleDownload();
        app.MapKafkaApi();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }

    private static void Listen(KestrelServerOptions kestrel, IEnumerable<Socket> sockets, HttpProtocols protocols)
    {
        foreach (var socket in sockets)
            kestrel.ListenHandle((ulong)socket.Handle, listen => listen.Protocols = protocols);
    }

    private static int PortOf(IReadOnlyList<Socket> sockets) => ((IPEndPoint)sockets[0].LocalEndPoint!).Port;
}
