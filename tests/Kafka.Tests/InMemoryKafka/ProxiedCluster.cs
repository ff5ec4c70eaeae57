using Confluent.Kafka;
using InMemoryKafka.Mock;
using InMemoryKafka.Proxy;
using Microsoft.Extensions.Logging;

namespace Kafka.Tests.InMemoryKafka;

/// <summary>A cluster in memory with the proxy in front of it, as the process has it.</summary>
internal sealed class ProxiedCluster : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly LogRecorder _log = new();

    public ProxiedCluster()
    {
        Proxy = new(Cluster.Address, TimeProvider.System, _log);
        Proxy.Start(port: 0);
    }

    public MockCluster Cluster { get; } = new(TimeSpan.FromMilliseconds(50));

    public KafkaProxy Proxy { get; }

    public string BootstrapServers => $"localhost:{Proxy.Port}";

    /// <summary>What the proxy has logged.</summary>
    public IEnumerable<string> Log => _log.Lines;

    /// <summary>Creates a topic that nobody else uses.</summary>
    public string NewTopic(int partitions = 1)
    {
        var topic = KafkaCluster.NewName("proxied");
        Cluster.CreateTopic(topic, partitions);
        return topic;
    }

    public IProducer<string, string> NewProducer(Action<ProducerConfig>? configure = null)
    {
        var config = new ProducerConfig { BootstrapServers = BootstrapServers, EnableIdempotence = true, LingerMs = 0 };
        configure?.Invoke(config);
        return new ProducerBuilder<string, string>(config).SetLogHandler((_, _) => { }).Build();
    }

    public IConsumer<string, string> NewConsumer(string group, Action<ConsumerConfig>? configure = null)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = BootstrapServers,
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            FetchWaitMaxMs = 20,
        };
        configure?.Invoke(config);
        if (config.GroupProtocol != GroupProtocol.Consumer) (config.SessionTimeoutMs, config.HeartbeatIntervalMs) = (2000, 100);
        return new ConsumerBuilder<string, string>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    public async Task ProduceAsync(string topic, string value)
    {
        using var producer = NewProducer();
        await producer.ProduceAsync(topic, new() { Value = value }, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        Cluster.Dispose();
    }

    private sealed class LogRecorder : ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}
