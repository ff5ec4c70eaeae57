using Microsoft.AspNetCore.Builder;
using ServiceDefaults;

namespace Benchmarks.Baselines;

/// <summary>The minimum of a service: a host, health endpoints and, if an OTLP endpoint is configured, telemetry.</summary>
internal static class EmptyService
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.AddServiceDefaults();
        await using var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.RunAsync();
    }
}
