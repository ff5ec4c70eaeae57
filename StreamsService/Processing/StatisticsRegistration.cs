using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using StreamsService.Counting;
using StreamsService.View;

namespace StreamsService.Processing;

/// <summary>Registers the services that count events, and the view that holds the result.</summary>
internal static class StatisticsRegistration
{
    /// <summary>Registers the options, the view, the metrics and the instance reports.</summary>
    public static void AddStatistics(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<StatisticsOptions, StatisticsOptionsValidator>()
            .BindConfiguration(StatisticsOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);

        // The classes that count and answer know nothing of hosting: they take the options themselves.
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<StatisticsOptions>>().Value);
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
