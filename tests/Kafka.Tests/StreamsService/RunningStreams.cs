using Messaging.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults;
using StreamsService.Http;
using StreamsService.Live;
using StreamsService.Live.Records;
using StreamsService.Processing;
using StreamsService.View;

namespace Kafka.Tests.StreamsService;

/// <summary>
/// Runs the HTTP part of the service on a dynamic port, without Kafka: the test applies records to the view itself. The clock shows noon until
/// the test advances it.
/// </summary>
internal sealed class RunningStreams : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningStreams(WebApplication app, FakeTimeProvider time)
    {
        (_app, Time) = (app, time);
        Http = new() { BaseAddress = new(app.Urls.Single()), Timeout = KafkaCluster.Timeout };
    }

    public FakeTimeProvider Time { get; }

    public HttpClient Http { get; }

    /// <summary>The progress that the view reports.</summary>
    public TableProgress Progress { get; set; } = new(CaughtUp: true, Records: 0, Behind: 0);

    public StatisticsView View => _app.Services.GetRequiredService<StatisticsView>();

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static Task<RunningStreams> StartAsync(params (string Key, string Value)[] settings) => StartAsync((_, _, _, _) => Task.CompletedTask, settings);

    /// <param name="follow">The function that reads topics for <c>/records</c>.</param>
    /// <param name="settings">Keys and values of the configuration.</param>
    public static async Task<RunningStreams> StartAsync(FollowTopic follow, params (string Key, string Value)[] settings)
    {
        RunningStreams? running = null;
        var time = new FakeTimeProvider(PageEvents.Noon);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "StreamsService", EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(follow);
        builder.Services.AddSingleton<Func<TableProgress>>(() => running!.Progress);
        builder.AddServiceDefaults();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = 2 * KafkaCluster.Timeout); // longer than a test waits
        builder.AddStatistics();
        builder.AddHttp("streams-service");
        var app = builder.Build();
        app.MapHttp();
        await app.StartAsync();
        return running = new(app, time);
    }

    /// <summary>Applies the output topic to the view, and notifies the streams, as the table does.</summary>
    public void Read(OutputTopic topic)
    {
        topic.ReadInto(View);
        Get<StatisticsFeed>().Changed();
    }

    public Task<LiveClient> ListenAsync(string path, string? lastEventId = null) => LiveClient.ListenAsync(Http, path, lastEventId);

    /// <summary>Advances the clock by one second.</summary>
    public void Second() => Time.Advance(TimeSpan.FromSeconds(1));

    /// <summary>Starts to stop the host, and does not wait for it.</summary>
    public void StopApplication() => Get<IHostApplicationLifetime>().StopApplication();

    /// <summary>Waits until the host has stopped.</summary>
    public Task StopAsync() => _app.StopAsync().WaitAsync(KafkaCluster.Timeout, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
