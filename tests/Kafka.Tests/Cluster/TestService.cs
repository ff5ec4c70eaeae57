using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kafka.Tests.Cluster;

/// <summary>A service in this process: a host with whatever part of Messaging a test is about.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TestOutput _output;

    private TestService(IHost host, TestOutput output) => (_host, _output) = (host, output);

    /// <summary>What the service has logged so far.</summary>
    public IReadOnlyCollection<string> Log => _output.Lines;

    public IServiceProvider Services => _host.Services;

    public static async Task<TestService> StartAsync(
        IDictionary<string, string?> configuration, Action<HostApplicationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "test-service" });
        builder.Configuration.AddEnvironmentVariables().AddInMemoryCollection(configuration);
        var output = new TestOutput();
        builder.Logging.AddProvider(output).AddFilter("Microsoft", LogLevel.Warning);
        configure(builder);
        var service = new TestService(builder.Build(), output);
        await service._host.StartAsync();
        return service;
    }

    /// <summary>Waits until all health checks are healthy.</summary>
    public async Task<TestService> ReadyAsync()
    {
        await Eventually.TrueAsync(async () => (await HealthAsync()).Status is HealthStatus.Healthy, "the service is healthy");
        return this;
    }

    public Task<HealthReport> HealthAsync() => Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    /// <summary>Shows a service's log in the output of the test that runs it.</summary>
    private sealed class TestOutput : ILoggerProvider, ILogger
    {
        private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper; // threads of the service have no test

        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel}: {formatter(state, exception)} {exception?.Message}";
            Lines.Enqueue(line);
            _output?.WriteLine(line);
        }

        public void Dispose()
        {
        }
    }
}
