using Messaging.Reading;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ServiceDefaults;
using StreamsService.Changelog;
using StreamsService.Http.Documentation;
using StreamsService.Live;
using StreamsService.Live.Records;
using WebTheme;

namespace StreamsService.Http;

/// <summary>Registers and maps the HTTP endpoints of this service.</summary>
internal static class HttpRegistration
{
    /// <summary>Registers the services that the endpoints need, except for the statistics themselves.</summary>
    /// <param name="builder">The builder of the application.</param>
    /// <param name="group">The consumer group of all instances of the service.</param>
    /// <exception cref="OptionsValidationException">A section of the configuration is not valid; the exception has all of its errors.</exception>
    public static void AddHttp(this WebApplicationBuilder builder, string group)
    {
        var topics = TopicNames.From(builder.Configuration, group);
        var records = builder.Read<RecordsOptions>("Records", _ => []);
        if (records.Topics.Count == 0)
        {
            records = new() { Topics = [topics.PageEvents, topics.PageEventsJson, topics.PageStatistics] };
        }

        var publishing = builder.Read<PublishingOptions>("Publishing", options => options.Validate());
        if (builder.Configuration["services:producer-api:http:0"] is { } address)
        {
            publishing = publishing with { Address = publishing.Address ?? new(address) };
        }

        builder.Services.AddSingleton(topics);
        builder.Services.AddSingleton(records);
        builder.Services.AddSingleton(publishing);
        builder.Services.AddSingleton(builder.Read<LiveOptions>("Live", options => options.Validate()));
        builder.Services.AddSingleton<Listeners>();
        builder.Services.AddSingleton<Topology>();
        builder.Services.AddSingleton<RecordFeeds>();
        builder.AddFeed<AnalyticsFeed>();
        builder.AddFeed<StatisticsFeed>();
        builder.Services.TryAddSingleton<FollowTopic>(services => services.GetRequiredService<TopicTailReader>().FollowAsync);
        builder.Services.TryAddSingleton<Func<TableProgress>>(services =>
        {
            var reader = services.GetRequiredService<TableReader<StatisticsRecord>>();
            return () => reader.Progress;
        });
        builder.Services.ConfigureHttpJsonOptions(json => ResponseJson.Configure(json.SerializerOptions));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.AddEventForwarding();
        builder.AddDocumentation();
        builder.UseWebAssets();
    }

    /// <summary>Adds the middleware and maps the endpoints.</summary>
    public static void MapHttp(this WebApplication app)
    {
        app.UseTraceResponse();
        app.UseProblems();
        app.UseSecurityHeaders();
        app.UseLivePage();
        app.MapDefaultEndpoints();
        app.MapDocumentation();
        app.MapLivePage();
        app.MapStatistics();
        app.MapLive();
        app.MapTopology();
        app.MapEvents();
    }

    private static void AddFeed<TFeed>(this WebApplicationBuilder builder) where TFeed : class, IHostedService
    {
        builder.Services.AddSingleton<TFeed>();
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<TFeed>());
    }

    private static TOptions Read<TOptions>(this WebApplicationBuilder builder, string path, Func<TOptions, IEnumerable<string>> errorsOf)
        where TOptions : class, new()
    {
        var options = builder.Configuration.GetSection(path).Get<TOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
        var errors = errorsOf(options).Select(error => $"{path}: {error}.").ToList();
        return errors.Count == 0 ? options : throw new OptionsValidationException(path, typeof(TOptions), errors);
    }
}
