using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kafka.Tests.Cluster;

/// <summary>A complete service in this process, built by its <c>Program.cs</c>, on its own port.</summary>
/// <typeparam name="T">A type of the service's assembly.</typeparam>
internal sealed class RunningService<T> : WebApplicationFactory<T> where T : class
{
    private readonly IDictionary<string, string?> _configuration;

    private RunningService(IDictionary<string, string?> configuration) => _configuration = configuration;

    /// <summary>Where the service listens.</summary>
    public Uri Address => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts the service and waits until all its health checks are healthy.</summary>
    public static async Task<RunningService<T>> StartAsync(IDictionary<string, string?> configuration)
    {
        var service = new RunningService<T>(configuration);
        service.UseKestrel();
        service.StartServer();
        var health = service.Services.GetRequiredService<HealthCheckService>();
        await Eventually.TrueAsync(async () => (await health.CheckHealthAsync()).Status is HealthStatus.Healthy, $"{typeof(T).Name} is healthy");
        return service;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _configuration) builder.UseSetting(key, value);
        builder.UseUrls("http://127.0.0.1:0");
        builder.UseEnvironment("Production");
    }
}
