using Confluent.Kafka;
using InMemoryKafka.Mock;
using InMemoryKafka.Proxy;
using Microsoft.Extensions.Logging.Abstractions;

namespace InMemoryKafka;

/// <summary>
/// A Kafka cluster of one broker inside this process: librdkafka's own test cluster behind a proxy on a free port, open to every client of
/// this machine. It produces, consumes, balances groups, keeps offsets and commits transactions. Topics are created when they are first
/// used.
/// </summary>
/// <remarks>
/// Its limits: everything is in memory, and a partition keeps at most 5 MiB or 100,000 batches. Topics can't be created or described by
/// request, offsets can't be looked up by time, and the records of aborted transactions are visible to everyone.
/// </remarks>
public sealed class InMemoryCluster : IDisposable
{
    private readonly MockCluster _mock;
    private readonly KafkaProxy _proxy;

    /// <summary>Starts a cluster.</summary>
    /// <param name="groupRebalanceDelay">How long a new consumer group waits for more members; by default 50 ms.</param>
    /// <exception cref="InvalidOperationException">The library refused; the message says why.</exception>
    public InMemoryCluster(TimeSpan? groupRebalanceDelay = null)
    {
        _mock = new(groupRebalanceDelay ?? TimeSpan.FromMilliseconds(50));
        _proxy = new(_mock.Address, TimeProvider.System, NullLogger.Instance);
        _proxy.Start(port: 0);
    }

    /// <summary>The address of the broker, <c>host:port</c>.</summary>
    public string BootstrapServers => $"127.0.0.1:{_proxy.Port}";

    /// <summary>Creates a topic. One that is merely used gets four partitions.</summary>
    /// <exception cref="KafkaException">The topic exists already.</exception>
    public void CreateTopic(string name, int partitions) => _mock.CreateTopic(name, partitions);

    /// <summary>Disconnects all clients and accepts none until <see cref="SetBrokerUp"/>.</summary>
    public void SetBrokerDown() => Wait(_proxy.StopAsync);

    /// <summary>Lets the broker accept connections again.</summary>
    public void SetBrokerUp() => _proxy.Start(_proxy.Port);

    /// <summary>Delays every response of the broker; zero ends it. Rounded to milliseconds.</summary>
    public void SetRoundTripTime(TimeSpan time) => _mock.SetRoundTripTime(time);

    /// <summary>
    /// Fails the next requests of one kind, one per error. <see cref="ErrorCode.Local_Transport"/> cuts the connection.
    /// </summary>
    public void PushRequestErrors(ApiKey kind, params ErrorCode[] errors) => _mock.PushRequestErrors(kind, errors);

    /// <summary>Forgets the errors that are still to come for requests of this kind.</summary>
    public void ClearRequestErrors(ApiKey kind) => _mock.ClearRequestErrors(kind);

    /// <summary>Ends the cluster and all connections to it.</summary>
    public void Dispose()
    {
        Wait(_proxy.StopAsync);
        _mock.Dispose();
    }

    /// <summary>Waits on a thread of the pool, because the caller's thread may be the one that a continuation needs.</summary>
    private static void Wait(Func<Task> work) => Task.Run(work).GetAwaiter().GetResult();
}
