using Confluent.Kafka;

namespace InMemoryKafka;

/// <summary>
/// A Kafka cluster inside this process: librdkafka's own test cluster, listening on random ports of 127.0.0.1, open to every client
/// of this machine. It produces, consumes, balances groups, keeps offsets and commits transactions; topics appear when first used.
/// </summary>
/// <remarks>
/// Its limits: everything is in memory, at most 5 MiB or 100,000 batches per partition, older records go. Topics can't be created or
/// described by request, offsets can't be looked up by time, an aborted transaction's records are visible to everyone, an older producer
/// with the same transactional id is not fenced, and a group refuses commits while its members change.
/// </remarks>
public sealed class InMemoryCluster : IDisposable
{
    private readonly nint _client;
    private readonly nint _cluster;
    private bool _disposed;

    /// <summary>Starts a cluster.</summary>
    /// <param name="brokers">The number of brokers; their ids are 1, 2, ….</param>
    /// <param name="groupRebalanceDelay">How long a new consumer group waits for more members; by default 50 ms.</param>
    /// <exception cref="InvalidOperationException">The library refused; the message says why.</exception>
    public InMemoryCluster(int brokers = 1, TimeSpan? groupRebalanceDelay = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(brokers, 1);

        _client = MockApi.NewClient();
        _cluster = MockApi.rd_kafka_mock_cluster_new(_client, brokers);
        if (_cluster == 0)
        {
            MockApi.rd_kafka_destroy(_client);
            throw new InvalidOperationException("librdkafka could not start its in-memory cluster: no port of 127.0.0.1 could be opened.");
        }

        var delay = groupRebalanceDelay ?? TimeSpan.FromMilliseconds(50);
        MockApi.rd_kafka_mock_group_initial_rebalance_delay_ms(_cluster, (int)delay.TotalMilliseconds);
        BootstrapServers = MockApi.Text(MockApi.rd_kafka_mock_cluster_bootstraps(_cluster));
    }

    /// <summary>The addresses of all brokers, <c>host:port</c> separated by commas.</summary>
    public string BootstrapServers { get; }

    /// <summary>Creates a topic. One that is merely used gets four partitions.</summary>
    /// <exception cref="KafkaException">The topic exists already.</exception>
    public void CreateTopic(string name, int partitions, int replication = 1)
        => Check(MockApi.rd_kafka_mock_topic_create(Cluster, name, partitions, replication));

    /// <summary>Disconnects all clients from the broker and accepts none until <see cref="SetBrokerUp"/>.</summary>
    public void SetBrokerDown(int broker) => Check(MockApi.rd_kafka_mock_broker_set_down(Cluster, broker));

    /// <summary>Lets the broker accept connections again.</summary>
    public void SetBrokerUp(int broker) => Check(MockApi.rd_kafka_mock_broker_set_up(Cluster, broker));

    /// <summary>Delays every response of the broker; zero ends it. Rounded to milliseconds.</summary>
    public void SetRoundTripTime(int broker, TimeSpan time)
        => Check(MockApi.rd_kafka_mock_broker_set_rtt(Cluster, broker, (int)time.TotalMilliseconds));

    /// <summary>
    /// Fails the next requests of one kind, one per error, on any broker. <see cref="ErrorCode.Local_Transport"/> cuts the connection.
    /// </summary>
    public void PushRequestErrors(ApiKey kind, params ErrorCode[] errors)
        => MockApi.rd_kafka_mock_push_request_errors_array(
            Cluster, (short)kind, (nuint)errors.Length, Array.ConvertAll(errors, error => (int)error));

    /// <summary>Forgets the errors that are still to come for requests of this kind.</summary>
    public void ClearRequestErrors(ApiKey kind) => MockApi.rd_kafka_mock_clear_request_errors(Cluster, (short)kind);

    /// <summary>Ends the cluster and all connections to it.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;

        _disposed = true;
        MockApi.rd_kafka_mock_cluster_destroy(_cluster);
        MockApi.rd_kafka_destroy(_client);
    }

    private nint Cluster
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _cluster;
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
            throw new KafkaException((ErrorCode)error);
    }
}
