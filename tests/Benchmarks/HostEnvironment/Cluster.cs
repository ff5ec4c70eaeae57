using Confluent.Kafka;
using Confluent.Kafka.Admin;
using InMemoryKafka;
using Messaging.Clients;
using Microsoft.Extensions.Configuration;

namespace Benchmarks.HostEnvironment;

/// <summary>
/// The cluster to measure with: the real one that <c>ConnectionStrings__kafka</c> names, or librdkafka's in-memory cluster in this process.
/// The latter keeps only 5 MiB per partition, so code that fills a topic must check with <see cref="Beginnings"/> that no record was
/// deleted.
/// </summary>
internal sealed class Cluster : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly InMemoryCluster? _inMemory;
    private readonly IAdminClient _admin;
    private readonly List<string> _topics = [];

    public Cluster()
    {
        var real = System.Environment.GetEnvironmentVariable("ConnectionStrings__kafka");
        _inMemory = string.IsNullOrEmpty(real) ? new() : null;
        BootstrapServers = _inMemory?.BootstrapServers ?? real!;
        _admin = new AdminClientBuilder(Client<AdminClientConfig>()).Build();
    }

    public string BootstrapServers { get; }

    public bool IsReal => _inMemory is null;

    /// <summary>The settings of clients of this cluster, as environment variables.</summary>
    public IEnumerable<KeyValuePair<string, string>> ClientSettings =>
        [new("ConnectionStrings__kafka", BootstrapServers), .. IsReal ? [] : InMemoryKafkaClientSettings.EnvironmentVariables.ToArray()];

    /// <summary>Returns a unique name.</summary>
    public static string NewName(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    /// <summary>Creates a topic with a unique name. On a real cluster, it is deleted at the end.</summary>
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

    public void Dispose()
    {
        if (IsReal && _topics.Count > 0) _admin.DeleteTopicsAsync(_topics).GetAwaiter().GetResult();
        _admin.Dispose();
        _inMemory?.Dispose();
    }

    private async Task<IReadOnlyList<long>> Offsets(string topic, OffsetSpec which)
    {
        var partitions = _admin.GetMetadata(topic, Timeout).Topics.Single().Partitions.Select(partition => partition.PartitionId);
        var result = await _admin.ListOffsetsAsync(
            partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = new(topic, partition), OffsetSpec = which }),
            new() { RequestTimeout = Timeout });
        return [.. result.ResultInfos.OrderBy(info => info.TopicPartitionOffsetError.Partition.Value).Select(
            info => info.TopicPartitionOffsetError.Offset.Value)];
    }
}
