using Confluent.Kafka;
using Confluent.Kafka.Admin;
using InMemoryKafka;
using LocalProcesses.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Configuration;

namespace Benchmarks.HostEnvironment;

/// <summary>
/// The cluster to measure with: the one that <c>ConnectionStrings__kafka</c> names, or Apache Kafka from the directory <c>KAFKA_HOME</c>,
/// which is started here, or else librdkafka's in-memory cluster in this process. The latter keeps only 5 MiB per partition, so code that
/// fills a topic must check with <see cref="Beginnings"/> that no record was deleted.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly ApacheKafkaCluster? _apacheKafka;
    private readonly InMemoryCluster? _inMemory;
    private readonly IAdminClient _admin;
    private readonly List<string> _topics = [];

    private Cluster(string bootstrapServers, string description, ApacheKafkaCluster? apacheKafka = null, InMemoryCluster? inMemory = null)
    {
        BootstrapServers = bootstrapServers;
        Description = description;
        _apacheKafka = apacheKafka;
        _inMemory = inMemory;
        _admin = new AdminClientBuilder(Client<AdminClientConfig>()).Build();
    }

    public string BootstrapServers { get; }

    /// <summary>What the cluster is, for the report.</summary>
    public string Description { get; }

    public bool IsReal => _inMemory is null;

    /// <summary>Connects to the cluster, or starts it.</summary>
    /// <exception cref="InvalidOperationException">Apache Kafka does not start.</exception>
    public static async Task<Cluster> StartAsync(CancellationToken cancellationToken)
    {
        if (System.Environment.GetEnvironmentVariable("ConnectionStrings__kafka") is { Length: > 0 } external)
        {
            return new(external, $"the cluster {external}");
        }

        if (ApacheKafkaCluster.Home is not null)
        {
            var started = await ApacheKafkaCluster.StartAsync(cancellationToken: cancellationToken);
            return new(started.BootstrapServers, "Apache Kafka, one broker on this machine", apacheKafka: started);
        }

        var inMemory = new InMemoryCluster();
        return new(inMemory.BootstrapServers, "librdkafka's in-memory cluster", inMemory: inMemory);
    }

    /// <summary>The settings of clients of this cluster, as environment variables.</summary>
    public IEnumerable<KeyValuePair<string, string>> ClientSettings =>
        [new("ConnectionStrings__kafka", BootstrapServers), .. IsReal ? [] : InMemoryKafkaClientSettings.EnvironmentVariables.ToArray()];

    /// <summary>Returns a unique name.</summary>
    public static string NewName(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    /// <summary>Creates a topic with a unique name. On an external cluster, it is deleted at the end.</summary>
    public string NewTopic(int partitions)
    {
        var name = NewName("benchmark");
        _topics.Add(name);
        if (_inMemory is not null)
        {
            _inMemory.CreateTopic(name, partitions);
            return name;
        }

        var topic = new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = -1 };
        _admin.CreateTopicsAsync([topic]).GetAwaiter().GetResult();
        return name;
    }

    /// <summary>Returns the configuration for a client of this cluster.</summary>
    public TConfig Client<TConfig>() where TConfig : ClientConfig, new()
    {
        var config = new TConfig { BootstrapServers = BootstrapServers };
        KafkaProperties.ApplyTo(config, new ConfigurationBuilder().AddEnvironmentVariables().Build());
        return config;
    }

    /// <summary>Returns the first offset of each partition.</summary>
    public Task<IReadOnlyList<long>> Beginnings(string topic) => Offsets(topic, OffsetSpec.Earliest());

    /// <summary>Returns the offset after the last record of each partition.</summary>
    public Task<IReadOnlyList<long>> Ends(string topic) => Offsets(topic, OffsetSpec.Latest());

    public async ValueTask DisposeAsync()
    {
        if (IsReal && _apacheKafka is null && _topics.Count > 0) await _admin.DeleteTopicsAsync(_topics);
        _admin.Dispose();
        _inMemory?.Dispose();
        if (_apacheKafka is not null) await _apacheKafka.DisposeAsync();
    }

    private async Task<IReadOnlyList<long>> Offsets(string topic, OffsetSpec which)
    {
        var partitions = _admin.GetMetadata(topic, Timeout).Topics.Single().Partitions.Select(partition => partition.PartitionId);
        var specs = partitions.Select(id => new TopicPartitionOffsetSpec { TopicPartition = new(topic, id), OffsetSpec = which }).ToList();
        var result = await ListAsync(specs);
        return [.. result.ResultInfos.OrderBy(info => info.TopicPartitionOffsetError.Partition.Value).Select(
            info => info.TopicPartitionOffsetError.Offset.Value)];
    }

    private async Task<ListOffsetsResult> ListAsync(IReadOnlyList<TopicPartitionOffsetSpec> specs)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ; await Task.Delay(RetryDelay, TimeProvider.System))
        {
            try
            {
                return await _admin.ListOffsetsAsync(specs, new() { RequestTimeout = Timeout });
            }
            catch (ListOffsetsException) when (TimeProvider.System.GetElapsedTime(started) < Timeout)
            {
                // The partitions of a new topic have no leader yet.
            }
        }
    }
}
