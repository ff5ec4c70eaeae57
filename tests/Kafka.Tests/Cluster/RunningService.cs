using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Kafka.Tests.Cluster;

/// <summary>A complete service in this process, built by its <c>Program.cs</c>, on its own port.</summary>
/// <typeparam name="T">A type of the service's assembly.</typeparam>
internal sealed class RunningService<T> : WebApplicationFactory<T> where T : class
{
    private readonly IDictionary<string, string?> _configuration;
    private readonly TestOutput _output = new();

    private RunningService(IDictionary<string, string?> configuration) => _configuration = configuration;

    /// <summary>Where the service listens.</summary>
    public Uri Address => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The log of the service so far, at the levels that it has in production.</summary>
    public IReadOnlyCollection<string> Log => _output.Lines;

    /// <summary>Starts the service and waits until all its health checks are healthy.</summary>
    public static async Task<RunningService<T>> StartAsync(IDictionary<string, string?> configuration)
    {
        var service = new RunningService<T>(configuration);
        service.UseKestrel();
        service.StartServer();
        return await service.ReadyAsync();
    }

    /// <summary>Waits until all health checks are healthy.</summary>
    public async Task<RunningService<T>> ReadyAsync()
    {
        await Eventually.TrueAsync(async () => (await HealthAsync()).Status is HealthStatus.Healthy, $"{typeof(T).Name} is healthy");
        return this;
    }

    public Task<HealthReport> HealthAsync() => Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _configuration) builder.UseSetting(key, value);
        builder.UseUrls("http://127.0.0.1:0");
        builder.UseEnvironment("Production");
        builder.ConfigureLogging(logging => logging.AddProvider(_output));
    }
}
