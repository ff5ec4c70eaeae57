using Chaos.Disturbances;
using Confluent.Kafka;
using LocalProcesses.Kafka;

namespace Chaos.Kafka;

/// <summary>Apache Kafka. With three brokers or more, a record has three replicas, and two of them have it before there is a receipt.</summary>
internal sealed class ApacheKafka : IKafka
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(2);

    private readonly ApacheKafkaCluster _cluster;
    private readonly IAdminClient _admin;
    private readonly TimeProvider _time;
    private volatile string? _away;

    private ApacheKafka(ApacheKafkaCluster cluster, TimeProvider time)
    {
        _cluster = cluster;
        _time = time;
        _admin = new AdminClientBuilder(((IKafka)this).Client<AdminClientConfig>()).SetLogHandler((_, _) => { }).Build();
        Disturbances = [.. cluster.Brokers.SelectMany(DisturbancesOf)];
    }

    public string Description => $"Apache Kafka, {_cluster.Brokers.Count} brokers";

    public string BootstrapServers => _cluster.BootstrapServers;

    public IReadOnlyDictionary<string, string?> ServiceSettings { get; } = new Dictionary<string, string?>();

    public bool HidesAbortedTransactions => true;

    public IReadOnlyList<Disturbance> Disturbances { get; }

    public IEnumerable<string> Away => _away is { } away ? [away] : [];

    public static async Task<ApacheKafka> StartAsync(int brokers, TimeProvider time, CancellationToken cancellationToken) =>
        new(await ApacheKafkaCluster.StartAsync(new() { Brokers = brokers, Heap = "-Xms256M -Xmx512M" }, cancellationToken), time);

    public async Task WholeAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (await Task.Run(Missing, cancellationToken) is { } missing)
        {
            if (_time.GetElapsedTime(started) > timeout) throw new TimeoutException($"After {timeout.TotalSeconds} s {missing}.");
            await Task.Delay(PollInterval, _time, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _cluster.DisposeAsync();
    }

    private IEnumerable<Disturbance> DisturbancesOf(KafkaBroker broker)
    {
        var name = $"broker {broker.Id}";
        yield return new(name, "killed", "broker", Begin(broker.KillAsync), End(broker.StartAsync))
        {
            Longest = TimeSpan.FromSeconds(15),
        };
        yield return new(name, "stopped", "broker", Begin(broker.StopAsync), End(broker.StartAsync));
        yield return new(name, "paused", "broker", Begin(Pause), End(Resume))
        {
            Longest = TimeSpan.FromSeconds(15), // beyond broker.session.timeout.ms, after which its partitions get other leaders
        };

        Func<Task> Begin(Func<Task> action) => () =>
        {
            _away = name;
            return action();
        };

        Func<Task> End(Func<Task> action) => async () =>
        {
            await action();
            _away = null;
        };

        Task Pause()
        {
            broker.Pause();
            return Task.CompletedTask;
        }

        Task Resume()
        {
            broker.Resume();
            return Task.CompletedTask;
        }
    }

    /// <summary>Returns what is missing in words; null when every broker answers and has all records.</summary>
    private string? Missing()
    {
        try
        {
            var metadata = _admin.GetMetadata(MetadataTimeout);
            if (metadata.Brokers.Count < _cluster.Brokers.Count) return $"only {metadata.Brokers.Count} brokers are members of the cluster";

            var behind =
                from topic in metadata.Topics
                from partition in topic.Partitions
                where partition.InSyncReplicas.Length < partition.Replicas.Length
                select $"{topic.Topic} [{partition.PartitionId}] has only {partition.InSyncReplicas.Length} in-sync replicas";
            return behind.FirstOrDefault();
        }
        catch (KafkaException e)
        {
            return $"the cluster does not answer: {e.Error.Reason}";
        }
    }
}
