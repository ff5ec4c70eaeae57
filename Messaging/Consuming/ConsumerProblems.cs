using System.Collections.Concurrent;
using Confluent.Kafka;
using Messaging.Clients.Connections;

namespace Messaging.Consuming;

/// <summary>
/// Why the cluster refuses this consumer, for as long as it does. The client reports an error once, not each time it retries, so an error
/// is kept until something succeeds that it prevented. Thread-safe.
/// </summary>
internal sealed class ConsumerProblems
{
    private const int WholeTopic = -1;

    private readonly ConcurrentDictionary<int, Error> _reading = []; // by partition
    private volatile Error? _joining;

    /// <summary>The error that prevents this instance from becoming a member of its group; null when none is known.</summary>
    public Error? Joining => _joining;

    /// <summary>The error that prevents the topic, or one of its partitions, from being read; null when none is known.</summary>
    public (int Partition, Error Error)? Reading => _reading.Select(problem => ((int, Error)?)(problem.Key, problem.Value)).FirstOrDefault();

    /// <summary>Keeps an error that a poll has returned.</summary>
    public void OnConsumeError(ConsumeException e)
    {
        if (e.ConsumerRecord is { Topic: not null } place) _reading[Math.Max(WholeTopic, place.Partition.Value)] = e.Error;
        else _joining = e.Error;
    }

    /// <summary>
    /// Keeps an error of the connection, unless the group has refused this instance. <see cref="ConnectionErrors"/> knows its cause.
    /// </summary>
    public void OnConnectionError(Error error)
    {
        if (_joining is null && ConnectionErrors.IsOfConnection(error)) _joining = error;
    }

    /// <summary>The instance is a member of its group, and has these further partitions.</summary>
    public void OnAssigned(IReadOnlyCollection<TopicPartition> partitions)
    {
        _joining = null;
        if (partitions.Count > 0) _reading.TryRemove(WholeTopic, out _);
    }

    /// <summary>A record or the end of a partition was received.</summary>
    public void OnReceived(Partition partition)
    {
        if (_joining is not null) _joining = null;
        if (_reading.IsEmpty) return;

        _reading.TryRemove(partition.Value, out _);
        _reading.TryRemove(WholeTopic, out _);
    }

    /// <summary>Partitions were revoked or lost.</summary>
    public void OnRemoved(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions) _reading.TryRemove(partition.Partition.Value, out _);
    }

    /// <summary>The topic can be read again.</summary>
    public void OnReadable() => _reading.Clear();
}
