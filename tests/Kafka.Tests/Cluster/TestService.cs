using Messaging.Consuming;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults;

namespace Kafka.Tests.Cluster;

/// <summary>A service in this process: a host with the part of Messaging that a test needs.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TestOutput _output;

    private TestService(IHost host, TestOutput output) => (_host, _output) = (host, output);

    /// <summary>The log of the service so far.</summary>
    public IReadOnlyCollection<string> Log => _output.Lines;

    public IServiceProvider Services => _host.Services;

    /// <summary>The state of the only subscription.</summary>
    public ConsumerState ConsumerState =>
        Services.GetRequiredKeyedService<ConsumerState>(Services.GetRequiredService<ISubscriptionStatus>().Subscription);

    public static async Task<TestService> StartAsync(
        IDictionary<string, string?> configuration, Action<HostApplicationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "test-service" });
        builder.Configuration.AddEnvironmentVariables().AddInMemoryCollection(configuration);
        var output = new TestOutput();
        builder.Logging.AddProvider(output).AddFilter("Microsoft", LogLevel.Warning);
        configure(builder);
        var service = new TestService(builder.Build(), output);
        service._host.ValidateOptions(); // as Program.cs of each service does
        await service._host.StartAsync();
        return service;
    }

    /// <summary>Waits until all health checks are healthy.</summary>
    public async Task<TestService> ReadyAsync()
    {
        await Eventually.TrueAsync(async () => (await HealthAsync()).Status is HealthStatus.Healthy, "the service is healthy");
        return this;
    }

    /// <summary>Waits until a health check is unhealthy for this reason.</summary>
    public Task UnhealthyAsync(string check, string reason) => Eventually.TrueAsync(
        async () => (await HealthAsync()).Entries[check] is { Status: HealthStatus.Unhealthy, Description: { } text }
            && text.Contains(reason, StringComparison.Ordinal),
        $"the health check {check} says: {reason}");

    public Task<HealthReport> HealthAsync() => Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
