using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Http;

namespace ServiceDefaults;

/// <summary>Registers what every service has: telemetry, health checks, problem details, logging and a shutdown timeout.</summary>
public static class ServiceDefaultsRegistration
{
    /// <summary>How long the host waits for its services to stop.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds OpenTelemetry with an OTLP exporter, if the standard <c>OTEL_*</c> variables configure an endpoint. Adds the health checks for
    /// <see cref="HealthEndpoints.MapDefaultEndpoints"/>, problem details, responses to HEAD, single-line console logging and secrets from files.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddSecretFiles(); // before anything reads the configuration
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddTelemetry();
        builder.Services.AddHealthChecks().AddCheck("process", () => HealthCheckResult.Healthy(), tags: [HealthEndpoints.Live]);
        builder.Services.AddProblemResponses();
        builder.Services.AddHeadRequests();
        EndpointDefaults.Register(builder.Services);
        builder.Services.AddServerProblems();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Logging.AddLineConsole();

        // The health endpoints return the results of failed checks; without this filter each request would also log them.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        return builder;
    }
}
