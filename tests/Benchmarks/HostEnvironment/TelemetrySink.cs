using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Benchmarks.HostEnvironment;

/// <summary>Receives telemetry over OTLP/HTTP and drops it, so that services export as they do in production.</summary>
internal sealed class TelemetrySink : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TelemetrySink(WebApplication app) => _app = app;

    public static async Task<TelemetrySink> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async http => await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted));
        await app.StartAsync();
        return new(app);
    }

    /// <summary>Returns the settings with which a service sends its telemetry here.</summary>
    public IEnumerable<(string Name, string Value)> Environment(Tracing tracing)
    {
        if (tracing is Tracing.NoTelemetry) return [("OTEL_SDK_DISABLED", "true")];

        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            .. Sampler(tracing),
        ];
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static (string Name, string Value)[] Sampler(Tracing tracing) => tracing switch
    {
        Tracing.Off => [("OTEL_TRACES_SAMPLER", "always_off")],
        Tracing.OnePercent => [("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0.01")],
        Tracing.Everything => [("OTEL_TRACES_SAMPLER", "always_on")],
        _ => throw new ArgumentOutOfRangeException(nameof(tracing), tracing, "Unknown value."),
    };
}
