using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using StreamsService.Counting;
using StreamsService.View;

namespace StreamsService.Processing;

/// <summary>Registers the services that count events, and the view that holds the result.</summary>
internal static class StatisticsRegistration
{
    private const string Section = "Statistics";

    /// <summary>Registers the options, the view, the metrics and the instance reports.</summary>
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
        builder.Services.AddSingleton<ChangelogWriter>();
        builder.Services.AddSingleton<PartitionRestorer>();
        builder.Services.AddSingleton<FutureEventFilter>();
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter(StatisticsMetrics.Name));
    }
}
