using Microsoft.AspNetCore.Builder;
using ServiceDefaults;

namespace Benchmarks.Baselines;

/// <summary>The least that a service can be: its host, its health and, where there is an endpoint for it, its telemetry.</summary>
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
