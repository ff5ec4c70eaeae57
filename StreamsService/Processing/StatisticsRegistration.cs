using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using StreamsService.Counting;
using StreamsService.View;

namespace StreamsService.Processing;

/// <summary>Wires the counting: events in, statistics out, and the same statistics in again on every instance.</summary>
internal static class StatisticsRegistration
{
    private const string Section = "Statistics";

    /// <summary>Registers what counts and what is counted.</summary>
    /// <exception cref="OptionsValidationException">The configuration under <c>Statistics</c> is not valid.</exception>
    public static void AddStatistics(this IHostApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(Section).Get<StatisticsOptions>() ?? new();
        var errors = options.Validate().Select(error => $"{Section}: {error}.").ToList();
        if (errors.Count > 0) throw new OptionsValidationException(Section, typeof(StatisticsOptions), errors);

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<StatisticsView>();
        builder.Services.AddSingleton<StatisticsMetrics>();
        builder.Services.AddSingleton<InstanceName>();
        builder.Services.AddSingleton<InstanceReporter>();
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter(StatisticsMetrics.Name));
    }
}
