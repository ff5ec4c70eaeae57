using StreamsService.Live.Records;

namespace StreamsService.Live;

/// <summary>Registers the live streams.</summary>
internal static class LiveRegistration
{
    /// <summary>Registers the feeds behind <c>/analytics</c>, <c>/statistics/stream</c> and <c>/records</c>, and their options.</summary>
    public static void AddLive(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<LiveOptions, LiveOptionsValidator>()
            .BindConfiguration(LiveOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        builder.Services.AddOptionsWithValidateOnStart<RecordsOptions, RecordsOptionsValidator>()
            .BindConfiguration(RecordsOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        builder.Services.AddSingleton<Listeners>();
        builder.Services.AddSingleton<RecordFeeds>();
        builder.AddFeed<AnalyticsFeed>();
        builder.AddFeed<StatisticsFeed>();
    }

    private static void AddFeed<TFeed>(this WebApplicationBuilder builder) where TFeed : class, IHostedService
    {
        builder.Services.AddSingleton<TFeed>();
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<TFeed>());
    }
}
