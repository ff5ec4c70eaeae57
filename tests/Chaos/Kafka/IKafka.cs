using Chaos.Disturbances;
using Confluent.Kafka;

namespace Chaos.Kafka;

/// <summary>The Kafka that the services use, and what can be done to it.</summary>
internal interface IKafka : IAsyncDisposable
{
    /// <summary>What it is, in words.</summary>
    string Description { get; }

    string BootstrapServers { get; }

    /// <summary>What the services must be configured with to use it, with colons in the keys.</summary>
    IReadOnlyDictionary<string, string?> ServiceSettings { get; }

    /// <summary>
    /// Whether consumers don't see the records of aborted transactions. Where they do, what is written in transactions can be there twice.
    /// </summary>
    bool HidesAbortedTransactions { get; }

    /// <summary>What can be done to it. One at a time leaves enough brokers for records to be written.</summary>
    IReadOnlyList<Disturbance> Disturbances { get; }

    /// <summary>The brokers that are away at the moment.</summary>
    IEnumerable<string> Away { get; }

    /// <summary>Waits until every broker answers and has all records.</summary>
    /// <exception cref="TimeoutException">That does not happen in time.</exception>
    Task WholeAsync(TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Returns the configuration of a client.</summary>
    TConfig Client<TConfig>() where TConfig : ClientConfig, new() => new() { BootstrapServers = BootstrapServers };
}
