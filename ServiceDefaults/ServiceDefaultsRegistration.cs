using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ServiceDefaults;

/// <summary>What every service of the system has, whatever it does: telemetry, health, logging, a bounded shutdown.</summary>
public static class ServiceDefaultsRegistration
{
    /// <summary>How long a service may take to stop before the host gives up on it.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds OpenTelemetry, exported over OTLP when an endpoint is configured by the standard <c>OTEL_*</c> variables, the health checks
    /// behind <see cref="HealthEndpoints.MapDefaultEndpoints"/>, and single-line console logging.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddTelemetry();
        builder.Services.AddHealthChecks().AddCheck("process", () => HealthCheckResult.Healthy(), tags: [HealthEndpoints.Live]);
        builder.Services.AddProblemResponses();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Logging.AddConsole(console => console.FormatterName = LineConsoleFormatter.FormatterName);
        builder.Logging.AddConsoleFormatter<LineConsoleFormatter, ConsoleFormatterOptions>();

        // Whoever asks for the health gets the answer; the log would have it again for each question.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        return builder;
    }
}
