using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using InMemoryKafka;
using LocalProcesses.Kafka;
using Microsoft.Extensions.Configuration;

[assembly: AssemblyFixture(typeof(KafkaCluster))]

namespace Kafka.Tests.Cluster;

/// <summary>
/// The cluster of all integration tests: the one that <c>ConnectionStrings__kafka</c> names, or Apache Kafka from the directory
/// <c>KAFKA_HOME</c>, which is started here, or else the in-memory cluster. Each test uses its own topics and groups.
/// </summary>
public sealed class KafkaCluster : IAsyncLifetime, IDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    private static readonly string? External = Environment.GetEnvironmentVariable("ConnectionStrings__kafka") is { Length: > 0 } servers ? servers : null;

    private InMemoryCluster? _inMemory;
    private ApacheKafkaCluster? _apacheKafka;

    public KafkaCluster()
    {
    }

    /// <summary>Uses the in-memory cluster of a test that disturbs it.</summary>
    internal KafkaCluster(InMemoryCluster own) => _inMemory = own;

    /// <summary>Uses the Apache Kafka of a test that disturbs it.</summary>
    internal KafkaCluster(ApacheKafkaCluster own) => _apacheKafka = own;

    /// <summary>Whether the tests run on Apache Kafka, which has guarantees that the in-memory cluster does not have.</summary>
    public static bool IsReal => External is not null || ApacheKafkaCluster.Home is not null;

    /// <summary>The protocol of the consumer groups of services with this <see cref="Configuration"/>.</summary>
    public GroupProtocol Protocol { get; private init; } = GroupProtocol.Classic;

    public string BootstrapServers => _inMemory?.BootstrapServers ?? _apacheKafka?.BootstrapServers ?? External!;

    /// <summary>The configuration with which a service uses this cluster.</summary>
    public Dictionary<string, string?> Configuration
    {
        get
        {
            var settings = _inMemory is null ? [] : InMemoryKafkaClientSettings.Configuration.ToDictionary(setting => setting.Key, string? (setting) => setting.Value);
            settings["ConnectionStrings:kafka"] = BootstrapServers;
            if (Protocol is GroupProtocol.Consumer)
            {
                settings["Aspire:Confluent:Kafka:Consumer:Config:GroupProtocol"] = "Consumer"; // the cluster decides the timeouts
                return settings;
            }

            // The in-memory cluster completes a rebalance one second before the session timeout, and removes members that have not revoked
            // their partitions by then. On a busy machine that can take seconds.
            settings["Aspire:Confluent:Kafka:Consumer:Config:HeartbeatIntervalMs"] = "100";
            settings["Aspire:Confluent:Kafka:Consumer:Config:SessionTimeoutMs"] = _inMemory is null ? "6000" : "4000";
            return settings;
        }
    }

    /// <summary>Returns the same cluster, for services whose groups have this protocol.</summary>
    public KafkaCluster With(GroupProtocol protocol) => new() { _inMemory = _inMemory, _apacheKafka = _apacheKafka, Protocol = protocol };

    /// <summary>Returns a unique name.</summary>
    public static string NewName(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    /// <summary>Creates a topic with a unique name.</summary>
    public string NewTopic(int partitions = 4, string prefix = "test", Dictionary<string, string>? settings = null)
    {
        var name = NewName(prefix);
        NewTopicNamed(name, partitions, settings);
        return name;
    }

    /// <summary>Creates a topic with a unique name and with settings, which only a real cluster has.</summary>
    public string NewTopic(int partitions, params (string Key, string Value)[] settings)
    {
        var name = NewName("test");
        NewTopicNamed(name, partitions, settings.ToDictionary(setting => setting.Key, setting => setting.Value));
        return name;
    }

    /// <summary>
    /// Creates a topic with the given name. Its records may have any age, unless the settings say otherwise, which only a real cluster has.
    /// </summary>
    public void NewTopicNamed(string name, int partitions, Dictionary<string, string>? settings = null)
    {
        if (_inMemory is not null)
        {
            _inMemory.CreateTopic(name, partitions);
        }
        else
        {
            using var admin = new AdminClientBuilder(Client<AdminClientConfig>()).Build();
            var configs = new Dictionary<string, string>(settings ?? []);
            configs.TryAdd("retention.ms", "-1");
            admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = -1, Configs = configs }])
                .GetAwaiter().GetResult();
        }
    }

    public IProducer<string?, string?> NewProducer() => NewProducer<string?, string?>();

    public IProducer<TKey, TValue> NewProducer<TKey, TValue>() =>
        new ProducerBuilder<TKey, TValue>(Client<ProducerConfig>(config =>
        {
            config.EnableIdempotence = true;
            config.Partitioner = Partitioner.Murmur2Random;
        })).Build();

    /// <summary>Creates a producer that can commit records in transactions under this id.</summary>
    public IProducer<string?, string?> NewTransactionalProducer(string transactionalId) =>
        new ProducerBuilder<string?, string?>(Client<ProducerConfig>(config => config.TransactionalId = transactionalId)).Build();

    /// <summary>Produces one record without a key per value to one partition, and waits until all are acknowledged.</summary>
    public void Produce(string topic, int partition, params IEnumerable<string?> values)
    {
        using var producer = NewProducer();
        foreach (var value in values)
        {
            producer.Produce(new TopicPartition(topic, partition), new() { Value = value }, report => Assert.False(report.Error.IsError, report.Error.Reason));
        }

        producer.Flush(Timeout);
    }

    /// <summary>Reads a topic from the beginning until it has this many records or the timeout expires.</summary>
    public IReadOnlyList<ConsumeResult<byte[], byte[]>> Read(
        string topic, int count, TimeSpan? timeout = null, IsolationLevel isolation = IsolationLevel.ReadCommitted) =>
        Read(topic, records => records.Count >= count, timeout, isolation);

    /// <summary>Reads a topic from the beginning until the condition holds or the timeout expires.</summary>
    public IReadOnlyList<ConsumeResult<byte[], byte[]>> Read(
        string topic, Func<IReadOnlyList<ConsumeResult<byte[], byte[]>>, bool> isEnough, TimeSpan? timeout = null,
        IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        using var consumer = NewReader(isolation);
        AssignAll(consumer, topic);
        var records = new List<ConsumeResult<byte[], byte[]>>();
        using var deadline = new CancellationTokenSource(timeout ?? Timeout, TimeProvider.System);
        try
        {
            while (!isEnough(records)) records.Add(consumer.Consume(deadline.Token));
        }
        catch (OperationCanceledException)
        {
            // The assertion of the caller fails and shows which records are missing.
        }

        return records;
    }

    /// <summary>Reads all current records of a topic.</summary>
    public IReadOnlyList<ConsumeResult<byte[], byte[]>> ReadToEnd(string topic)
    {
        using var consumer = NewReader(IsolationLevel.ReadCommitted, config => config.EnablePartitionEof = true);
        var unread = AssignAll(consumer, topic);
        var records = new List<ConsumeResult<byte[], byte[]>>();
        using var deadline = new CancellationTokenSource(Timeout, TimeProvider.System);
        while (unread.Count > 0)
        {
            var result = consumer.Consume(deadline.Token);
            if (result.IsPartitionEOF) unread.Remove(result.TopicPartition);
            else records.Add(result);
        }

        return records;
    }

    /// <summary>Returns the values of <see cref="Read(string, int, TimeSpan?, IsolationLevel)"/> as text.</summary>
    public IReadOnlyList<string> ReadValues(string topic, int count, TimeSpan? timeout = null) =>
        [.. Read(topic, count, timeout).Select(record => Encoding.UTF8.GetString(record.Message.Value ?? []))];

    /// <summary>Returns the committed offsets of a group by partition, without partitions that have none.</summary>
    public Dictionary<int, long> Committed(string topic, string group)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(Client<ConsumerConfig>(config => config.GroupId = group)).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, Timeout).Topics.Single().Partitions;
        return consumer.Committed(partitions.Select(partition => new TopicPartition(topic, partition.PartitionId)), Timeout)
            .Where(offset => offset.Offset != Offset.Unset)
            .ToDictionary(offset => offset.Partition.Value, offset => offset.Offset.Value);
    }

    public async ValueTask InitializeAsync()
    {
        if (!IsReal) _inMemory = new();
        else if (External is null) _apacheKafka = await ApacheKafkaCluster.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_apacheKafka is not null) await _apacheKafka.DisposeAsync();
        Dispose();
    }

    public void Dispose() => _inMemory?.Dispose();

    private static HashSet<TopicPartition> AssignAll(IConsumer<byte[], byte[]> consumer, string topic)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, Timeout).Topics.Single().Partitions.Select(it => new TopicPartition(topic, it.PartitionId)).ToHashSet();
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        return partitions;
    }

    private IConsumer<byte[], byte[]> NewReader(IsolationLevel isolation, Action<ConsumerConfig>? configure = null) =>
        new ConsumerBuilder<byte[], byte[]>(Client<ConsumerConfig>(config =>
        {
            config.GroupId = NewName("reader");
            config.AutoOffsetReset = AutoOffsetReset.Earliest;
            config.EnableAutoCommit = false;
            config.IsolationLevel = isolation;
            config.AllowAutoCreateTopics = true;
            configure?.Invoke(config);
        })).Build();

    private TConfig Client<TConfig>(Action<TConfig>? configure = null) where TConfig : ClientConfig, new()
    {
        var config = new TConfig { BootstrapServers = BootstrapServers };
        var properties = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        global::Messaging.Clients.KafkaProperties.ApplyTo(config, properties);
        configure?.Invoke(config);
        return config;
    }
}
