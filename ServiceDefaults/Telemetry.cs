using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ServiceDefaults;

/// <summary>
/// Configures OpenTelemetry logs, metrics and traces. <c>OTEL_*</c> variables set the endpoint and the sampler. Without an endpoint nothing
/// is recorded. With the sampler <c>always_off</c> no spans are created, because even a span that the sampler drops has a cost.
/// </summary>
internal static class Telemetry
{
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (!IsOtlpConfigured(builder)) return;

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
            {
                // OTEL_SERVICE_NAME overrides the name of the application.
                if (!string.IsNullOrEmpty(builder.Configuration["OTEL_SERVICE_NAME"])) return;

                resource.AddService(builder.Environment.ApplicationName);
            })
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation())
            .WithTracing(tracing =>
            {
                if (builder.Configuration["OTEL_TRACES_SAMPLER"] is "always_off") return;

                tracing
                    .AddAspNetCoreInstrumentation(http =>
                    {
                        http.Filter = context => !IsHealthRequest(context.Request.Path);

                        // Otherwise each render of a Blazor page would start a trace.
                        http.EnableAspNetCoreSignalRSupport = false;
                        http.EnableRazorComponentsSupport = false;
                    })
                    .AddHttpClientInstrumentation();
            })
            .UseOtlpExporter();
    }

    private static bool IsHealthRequest(PathString path) =>
        path.StartsWithSegments(HealthEndpoints.Ready) || path.StartsWithSegments(HealthEndpoints.Alive);

    private static bool IsOtlpConfigured(IHostApplicationBuilder builder) =>
        !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])
        || !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"])
        || !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"])
        || !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"]);
}
