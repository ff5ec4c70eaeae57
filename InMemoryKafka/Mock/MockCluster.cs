using System.Net;
using Confluent.Kafka;

namespace InMemoryKafka.Mock;

/// <summary>
/// librdkafka's own test cluster, with one broker, on a random port of 127.0.0.1. It trusts its clients: some requests end this process.
/// They connect to a <see cref="Proxy.KafkaProxy"/> instead.
/// </summary>
internal sealed class MockCluster : IDisposable
{
    private const int TheOnlyBroker = 1;

    /// <summary>With <c>group.protocol=consumer</c>: how often members ask for their assignment. A rebalance takes two to three intervals.</summary>
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>With <c>group.protocol=consumer</c>: the group removes a member that it has not heard of for this long.</summary>
    private static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(6);

    private readonly nint _client;
    private readonly nint _cluster;
    private bool _disposed;

    /// <summary>Starts a cluster.</summary>
    /// <param name="groupRebalanceDelay">How long a new consumer group waits for more members.</param>
    /// <exception cref="InvalidOperationException">The library refused; the message says why.</exception>
    public MockCluster(TimeSpan groupRebalanceDelay)
    {
        _client = MockApi.NewClient();
        _cluster = MockApi.rd_kafka_mock_cluster_new(_client, brokers: 1);
        if (_cluster == 0)
        {
            MockApi.rd_kafka_destroy(_client);
            throw new InvalidOperationException("librdkafka could not start its in-memory cluster: no port of 127.0.0.1 could be opened.");
        }

        MockApi.rd_kafka_mock_group_initial_rebalance_delay_ms(_cluster, (int)groupRebalanceDelay.TotalMilliseconds);
        MockApi.rd_kafka_mock_set_group_consumer_heartbeat_interval_ms(_cluster, (int)HeartbeatInterval.TotalMilliseconds);
        MockApi.rd_kafka_mock_set_group_consumer_session_timeout_ms(_cluster, (int)SessionTimeout.TotalMilliseconds);
        Address = IPEndPoint.Parse(MockApi.Text(MockApi.rd_kafka_mock_cluster_bootstraps(_cluster)));
    }

    /// <summary>The address of the broker.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Creates a topic. One that is merely used gets four partitions.</summary>
    /// <exception cref="KafkaException">The topic exists already.</exception>
    public void CreateTopic(string name, int partitions)
        => Check(MockApi.rd_kafka_mock_topic_create(Cluster, name, partitions, replication: 1));

    /// <summary>Delays every response of the broker; zero ends it. Rounded to milliseconds.</summary>
    public void SetRoundTripTime(TimeSpan time)
        => Check(MockApi.rd_kafka_mock_broker_set_rtt(Cluster, TheOnlyBroker, (int)time.TotalMilliseconds));

    /// <summary>
    /// Fails the next requests of one kind, one per error. <see cref="ErrorCode.Local_Transport"/> cuts the connection.
    /// </summary>
    public void PushRequestErrors(ApiKey kind, params ErrorCode[] errors)
        => MockApi.rd_kafka_mock_push_request_errors_array(
            Cluster, (short)kind, (nuint)errors.Length, Array.ConvertAll(errors, error => (int)error));

    /// <summary>Forgets the errors that are still to come for requests of this kind.</summary>
    public void ClearRequestErrors(ApiKey kind) => MockApi.rd_kafka_mock_clear_request_errors(Cluster, (short)kind);

    /// <summary>Ends the cluster and all connections to it.</summary>
    public void Dispose()
    {
        if (_disposed) return;

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
        if (error != 0) throw new KafkaException((ErrorCode)error);
    }
}
