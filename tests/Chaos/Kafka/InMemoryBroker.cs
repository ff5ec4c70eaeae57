using System.Globalization;
using Chaos.Disturbances;
using LocalProcesses;

namespace Chaos.Kafka;

/// <summary>
/// The in-memory broker, in its own process. It would lose all records if it were killed, so it is taken away by its control endpoint,
/// delayed and paused.
/// </summary>
internal sealed class InMemoryBroker : IKafka
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);

    private readonly ServiceProcess _process;
    private readonly HttpClient _control;
    private volatile string? _away;

    private InMemoryBroker(ServiceProcess process, int port)
    {
        _process = process;
        _control = new() { BaseAddress = process.Address };
        BootstrapServers = string.Create(CultureInfo.InvariantCulture, $"localhost:{port}");
        Disturbances =
        [
            Disturbance("taken away", Post("/broker/stop"), Post("/broker/start")) with { Longest = TimeSpan.FromSeconds(12) },
            Disturbance("delayed by 500 ms", Post("/broker/delay?milliseconds=500"), Post("/broker/delay?milliseconds=0")),
            Disturbance("paused", Do(process.Pause), Do(process.Resume)),
        ];
    }

    public string Description => "the in-memory broker";

    public string BootstrapServers { get; }

    public IReadOnlyDictionary<string, string?> ServiceSettings { get; } = new Dictionary<string, string?>
    {
        // As docs/in-memory-kafka.md says; AppHost sets the same.
        ["Topics:Create"] = "false",
        ["Aspire:Confluent:Kafka:Consumer:Config:FetchWaitMaxMs"] = "20",
        ["Aspire:Confluent:Kafka:Consumer:Config:SessionTimeoutMs"] = "3000",
        ["Aspire:Confluent:Kafka:Consumer:Config:HeartbeatIntervalMs"] = "500",
    };

    public bool HidesAbortedTransactions => false;

    public IReadOnlyList<Disturbance> Disturbances { get; }

    public IEnumerable<string> Away => _away is { } away ? [away] : [];

    public static async Task<InMemoryBroker> StartAsync(CancellationToken cancellationToken)
    {
        var ports = FreePorts.Take(2);
        var process = new ServiceProcess(
            "InMemoryKafka",
            new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports[0]}")),
            [new("Kafka:Port", ports[1].ToString(CultureInfo.InvariantCulture))]);
        process.Start();
        await process.ReadyAsync(StartTimeout, cancellationToken);
        return new(process, ports[1]);
    }

    public Task WholeAsync(TimeSpan timeout, CancellationToken cancellationToken) => _process.ReadyAsync(timeout, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _process.DisposeAsync();
    }

    private Disturbance Disturbance(string what, Func<Task> begin, Func<Task> end) => new(
        "the broker", what, "broker",
        () =>
        {
            _away = $"the broker ({what})";
            return begin();
        },
        async () =>
        {
            await end();
            _away = null;
        });

    private static Func<Task> Do(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };

    private Func<Task> Post(string path) => async () =>
    {
        using var response = await _control.PostAsync(new Uri(path, UriKind.Relative), content: null);
        response.EnsureSuccessStatusCode();
    };
}
