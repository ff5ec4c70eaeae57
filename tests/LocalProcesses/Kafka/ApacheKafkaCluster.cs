using Confluent.Kafka;

namespace LocalProcesses.Kafka;

/// <summary>
/// Apache Kafka from the directory <c>KAFKA_HOME</c>: one or several KRaft nodes, each a process that ends with this one. Their records are
/// in a temporary directory, which is deleted at the end.
/// </summary>
public sealed class ApacheKafkaCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly DirectoryInfo _directory;

    private ApacheKafkaCluster(DirectoryInfo directory, IReadOnlyList<KafkaBroker> brokers) => (_directory, Brokers) = (directory, brokers);

    /// <summary>The directory with Apache Kafka; null when <c>KAFKA_HOME</c> is not set.</summary>
    public static string? Home => Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } home ? Path.GetFullPath(home) : null;

    /// <summary>The brokers. The first has the number 1.</summary>
    public IReadOnlyList<KafkaBroker> Brokers { get; }

    /// <summary>The addresses of all brokers, <c>host:port</c> with commas in between, for clients without TLS and authentication.</summary>
    public string BootstrapServers => string.Join(',', Brokers.Select(broker => broker.Address));

    /// <summary>The addresses of all brokers at one of the further listeners.</summary>
    public string BootstrapServersOf(string listener) => string.Join(',', Brokers.Select(broker => broker.AddressOf(listener)));

    /// <summary>Starts a cluster and waits until all brokers are members of it and groups can be used.</summary>
    /// <exception cref="InvalidOperationException"><c>KAFKA_HOME</c> is not set, or a broker does not start; the message has its output.</exception>
    public static async Task<ApacheKafkaCluster> StartAsync(KafkaClusterOptions? options = null, CancellationToken cancellationToken = default)
    {
        var home = Home ?? throw new InvalidOperationException("KAFKA_HOME must be the directory of an unpacked Apache Kafka.");
        options ??= new();
        var directory = Directory.CreateTempSubdirectory("kafka-");
        var perBroker = 2 + options.Listeners.Count;
        var ports = FreePorts.Take(perBroker * options.Brokers).Chunk(perBroker).ToList();
        var voters = string.Join(',', ports.Select((own, index) => $"{index + 1}@127.0.0.1:{own[1]}"));
        var cluster = new ApacheKafkaCluster(
            directory,
            [
                .. ports.Select((own, index) => new KafkaBroker(
                    index + 1, home, Path.Combine(directory.FullName, $"{index + 1}"), own, voters, options)),
            ]);
        try
        {
            await Task.WhenAll(cluster.Brokers.Select(broker => broker.FormatAsync(cancellationToken)));
            await Task.WhenAll(cluster.Brokers.Select(broker => broker.StartAsync()));
            await cluster.WaitUntilCompleteAsync(cancellationToken);
            await cluster.WaitForCoordinatorsAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until all brokers are members of the cluster.</summary>
    /// <exception cref="InvalidOperationException">A broker has ended; the message has its output.</exception>
    /// <exception cref="TimeoutException">The cluster is not complete in time.</exception>
    public async Task WaitUntilCompleteAsync(CancellationToken cancellationToken = default)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).SetLogHandler((_, _) => { }).Build();
        await WaitAsync(
            "complete",
            async () => (await Task.Run(() => admin.GetMetadata(RequestTimeout), cancellationToken)).Brokers.Count == Brokers.Count,
            cancellationToken);
    }

    /// <summary>Kills the brokers that run, and deletes their records.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Brokers.Select(broker => broker.DisposeAsync().AsTask()));
        _directory.Delete(recursive: true);
    }

    /// <summary>
    /// Waits until each group has a coordinator. On a new cluster the first question creates the topic of the groups, whose partitions are then
    /// loaded one after the other. These names have one group in each of eight partitions.
    /// </summary>
    /// <remarks>
    /// Consumers ask, and no admin client: its request can end the process while a broker is not connected (librdkafka 4605).
    /// </remarks>
    private async Task WaitForCoordinatorsAsync(CancellationToken cancellationToken)
    {
        foreach (var number in Enumerable.Range(0, 8))
        {
            var config = new ConsumerConfig { BootstrapServers = BootstrapServers, GroupId = $"group-{number}" };
            using var consumer = new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
            await WaitAsync(
                "ready for groups",
                () => Task.Run(() => consumer.Committed([new("any", 0)], RequestTimeout).Count == 1, cancellationToken),
                cancellationToken);
        }
    }

    private async Task WaitAsync(string what, Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await IsTrueAsync(condition))
        {
            foreach (var broker in Brokers) broker.ThrowIfExited();
            if (TimeProvider.System.GetElapsedTime(started) > StartTimeout) throw new TimeoutException($"The cluster is not {what} after {StartTimeout}.");
            await Task.Delay(RetryDelay, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<bool> IsTrueAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (KafkaException)
        {
            return false;
        }
    }
}
