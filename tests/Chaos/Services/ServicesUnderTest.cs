using System.Globalization;
using Chaos.Database;
using Chaos.Disturbances;
using Chaos.Kafka;
using Chaos.Reporting;
using LocalProcesses;

namespace Chaos.Services;

/// <summary>The services, each as its own process.</summary>
internal sealed class ServicesUnderTest : IAsyncDisposable
{
    /// <summary>The key with which JsonService hashes users.</summary>
    public const string UserHashKey = "a key for tests, which hide nobody";

    /// <summary>The consumer groups of the services that read <c>page-events</c>.</summary>
    public static readonly IReadOnlyList<string> Groups = ["json-service", "streams-service", "consumer-worker"];

    private readonly IReadOnlyList<(string Role, WatchedService Service)> _services;
    private readonly List<LogFile> _logs = [];

    /// <summary>
    /// Configures the services so that they keep all statistics for longer than the run. Each line that ConsumerWorker prints is passed to
    /// <paramref name="onPrinted"/>.
    /// </summary>
    public ServicesUnderTest(
        IKafka kafka, IDatabase database, ChaosOptions options, Action<string> onPrinted, Journal journal, TimeProvider time)
    {
        var ports = new Queue<int>(FreePorts.Take(9));
        var retention = options.Length + TimeSpan.FromHours(1);
        _services =
        [
            .. Instances("ProducerApi", 2),
            .. Instances("JsonService", 2, ("JsonService:UserHashKey", UserHashKey)),
            .. Instances("StreamsService", 2, ("Statistics:Retention", retention.ToString("c", CultureInfo.InvariantCulture))),
            .. Instances("ConsumerWorker", 1),
            .. Instances("SinkService", 2, ("ConnectionStrings:database", database.ConnectionString)),
        ];

        IEnumerable<(string, WatchedService)> Instances(string project, int count, params (string Key, string Value)[] settings)
        {
            for (var number = 1; number <= count; number++)
            {
                Dictionary<string, string?> all = new(kafka.ServiceSettings) { ["ConnectionStrings:kafka"] = kafka.BootstrapServers };
                foreach (var (key, value) in settings) all[key] = value;
                var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports.Dequeue()}"));
                var log = options.Logs is null ? null : new LogFile(Path.Combine(options.Logs, $"{project}-{number}.log"));
                if (log is not null) _logs.Add(log);
                var process = new ServiceProcess(project, address, all)
                {
                    OnLine = line =>
                    {
                        log?.Write(line);
                        if (project == "ConsumerWorker") onPrinted(line);
                    },
                };
                yield return (project, new($"{project} {number}", process, journal, time));
            }
        }
    }

    public IReadOnlyList<WatchedService> All => [.. _services.Select(it => it.Service)];

    public IReadOnlyList<Uri> ProducerApis => AddressesOf("ProducerApi");

    public IReadOnlyList<Uri> StreamsServices => AddressesOf("StreamsService");

    public IReadOnlyList<Disturbance> Disturbances => [.. _services.SelectMany(it => it.Service.Disturbances(it.Role))];

    /// <summary>Starts all services and waits until they are ready.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var service in All) service.Start();
        return ReadyAsync(cancellationToken);
    }

    /// <summary>Waits until all services are ready.</summary>
    /// <exception cref="InvalidOperationException">One has ended.</exception>
    /// <exception cref="TimeoutException">One is not ready in time.</exception>
    public Task ReadyAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(All.Select(service => service.ReadyAsync(cancellationToken)));

    /// <summary>Restarts services that are not alive, until <paramref name="stop"/>.</summary>
    public Task KeepAliveAsync(CancellationToken stop) => Task.WhenAll(All.Select(service => service.KeepAliveAsync(stop)));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(All.Select(service => service.DisposeAsync().AsTask()));
        foreach (var log in _logs) log.Dispose();
    }

    private IReadOnlyList<Uri> AddressesOf(string role) => [.. _services.Where(it => it.Role == role).Select(it => it.Service.Address)];
}
