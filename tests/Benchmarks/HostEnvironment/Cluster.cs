using Confluent.Kafka;
using Confluent.Kafka.Admin;
using InMemoryKafka;
using Messaging.Clients;
using Microsoft.Extensions.Configuration;

namespace Benchmarks.HostEnvironment;

/// <summary>
/// The cluster to measure with: the real one named by <c>ConnectionStrings__kafka</c>, or librdkafka's in this process. That one keeps
/// 5 MiB per partition, so whoever fills a topic asks <see cref="Beginnings"/> whether all of it is still there.
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

    /// <summary>What services must know to use it, as environment variables.</summary>
    public IEnumerable<KeyValuePair<string, string>> ForClients =>
        [new("ConnectionStrings__kafka", BootstrapServers), .. IsReal ? [] : InMemoryKafkaClientSettings.EnvironmentVariables.ToArray()];

    /// <summary>A name that nobody else uses.</summary>
    public static string NewName(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    /// <summary>Creates a topic that nobody else uses. On a real cluster it is deleted in the end.</summary>
    public string NewTopic(int partitions)
    {
        var name = NewName("benchmark");
        _topics.Add(name);
        if (_inMemory is not null) _inMemory.CreateTopic(name, partitions);
        else _admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = -1 }]).GetAwaiter().GetResult();
        return name;
    }

    /// <summary>The configuration of a client of it.</summary>
    public TConfig Client<TConfig>() where TConfig : ClientConfig, new()
    {
        var config = new TConfig { BootstrapServers = BootstrapServers };
        KafkaProperties.ApplyTo(config, new ConfigurationBuilder().AddEnvironmentVariables().Build());
        return config;
    }

    /// <summary>The first offset of each partition.</summary>
    public Task<IReadOnlyList<long>> Beginnings(string topic) => Offsets(topic, OffsetSpec.Earliest());

    /// <summary>The offset after the last record of each partition.</summary>
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
        var answer = await _admin.ListOffsetsAsync(
            partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = new(topic, partition), OffsetSpec = which }),
            new() { RequestTimeout = Timeout });
        return [.. answer.ResultInfos.OrderBy(info => info.TopicPartitionOffsetError.Partition.Value).Select(info => info.TopicPartitionOffsetError.Offset.Value)];
    }
}
