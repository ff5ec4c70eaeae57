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
/// Logs, metrics and traces by OpenTelemetry. Where they go, and how many traces are sampled, is said by <c>OTEL_*</c> variables. Without
/// an endpoint nothing is recorded, and with the sampler <c>always_off</c> no span is made, because even one that is dropped has its price.
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
                // OTEL_SERVICE_NAME goes before the application's own name.
                if (string.IsNullOrEmpty(builder.Configuration["OTEL_SERVICE_NAME"])) resource.AddService(builder.Environment.ApplicationName);
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

                        // A page of Blazor would start a trace with each render.
                        http.EnableAspNetCoreSignalRSupport = false;
                        http.EnableRazorComponentsSupport = false;
                    })
                    .AddHttpClientInstrumentation();
            })
            .UseOtlpExporter();
    }

    private static bool IsHealthRequest(PathString path) => path.StartsWithSegments(HealthEndpoints.Ready) || path.StartsWithSegments(HealthEndpoints.Alive);

    private static bool IsOtlpConfigured(IHostApplicationBuilder builder) =>
        !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])
        || !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"])
        || !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"])
        || !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"]);
}
