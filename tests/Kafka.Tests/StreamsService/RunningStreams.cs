using Messaging;
using Messaging.Reading;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using StreamsService.Live;
using StreamsService.View;

namespace Kafka.Tests.StreamsService;

/// <summary>
/// The service, built by its <c>Program.cs</c>, on a port of its own and without a broker: nothing of Messaging runs, and the test applies
/// records to the view itself. The clock shows noon until the test advances it.
/// </summary>
internal sealed class RunningStreams : WebApplicationFactory<StatisticsView>, ITableProgress
{
    private readonly ITopicTail _tail;
    private readonly (string Key, string Value)[] _settings;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningStreams(ITopicTail tail, (string Key, string Value)[] settings)
    {
        _tail = tail;
        _settings = settings;
    }

    public FakeTimeProvider Time { get; } = new(PageEvents.Noon);

    public HttpClient Http { get; } = new() { Timeout = KafkaCluster.Timeout };

    /// <summary>The progress that the view reports.</summary>
    public TableProgress Progress { get; set; } = new(CaughtUp: true, Records: 0, Behind: 0);

    public StatisticsView View => Get<StatisticsView>();

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public static Task<RunningStreams> StartAsync(params (string Key, string Value)[] settings) => StartAsync(new NoTail(), settings);

    /// <param name="tail">Reads the topics for <c>/records</c>.</param>
    /// <param name="settings">Keys and values of the configuration.</param>
    public static Task<RunningStreams> StartAsync(ITopicTail tail, params (string Key, string Value)[] settings)
    {
        var streams = new RunningStreams(tail, settings);
        streams.UseKestrel();
        streams.StartServer();
        streams.Http.BaseAddress = new(streams.Get<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        streams.Get<IHostApplicationLifetime>().ApplicationStopped.Register(streams._stopped.SetResult);
        return Task.FromResult(streams);
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

    /// <summary>Waits until the host has stopped, which <c>Program.cs</c> does after <see cref="StopApplication"/>.</summary>
    public Task StoppedAsync() => _stopped.Task.WaitAsync(KafkaCluster.Timeout, TimeProvider.System);

    public override async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await base.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
        builder.UseSetting("ConnectionStrings:kafka", "127.0.0.1:1");
        builder.UseUrls("http://127.0.0.1:0");
        builder.UseEnvironment("Production");
        builder.ConfigureServices(services =>
        {
            foreach (var service in services.Where(IsHostedByMessaging).ToList()) services.Remove(service);
            services.AddSingleton<TimeProvider>(Time);
            services.AddSingleton(_tail);
            services.AddSingleton<ITableProgress>(this);
            services.Configure<HostOptions>(host => host.ShutdownTimeout = 2 * KafkaCluster.Timeout); // longer than a test waits
        });
    }

    private static bool IsHostedByMessaging(ServiceDescriptor service)
    {
        var registeredIn = service.ImplementationType?.Assembly ?? service.ImplementationFactory?.Method.Module.Assembly;
        return service.ServiceType == typeof(IHostedService) && registeredIn == typeof(Publisher).Assembly;
    }

    /// <summary>Never has a record.</summary>
    private sealed class NoTail : ITopicTail
    {
        public Task FollowAsync(
            string topic, int last, Action<Confluent.Kafka.ConsumeResult<byte[], byte[]>?> receive, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
