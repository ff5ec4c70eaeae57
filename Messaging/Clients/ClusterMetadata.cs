using Confluent.Kafka;

namespace Messaging.Clients;

/// <summary>
/// Requests metadata of the cluster. The container disposes this before the client, so it waits for requests in progress. Thread-safe.
/// </summary>
internal sealed class ClusterMetadata(IAdminClient admin) : IDisposable
{
    private readonly ClientCalls _calls = new();

    /// <summary>The brokers and all topics.</summary>
    /// <exception cref="KafkaException">No broker answers in time.</exception>
    public Task<Metadata> ReadAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        Task.Run(() => Read(() => admin.GetMetadata(timeout)), cancellationToken);

    /// <summary>One topic, with an error if it does not exist or may not be seen. A broker may create it because of this request.</summary>
    /// <exception cref="KafkaException">No broker answers in time.</exception>
    public Task<TopicMetadata> ReadAsync(string topic, TimeSpan timeout, CancellationToken cancellationToken) =>
        Task.Run(() => Read(topic, timeout), cancellationToken);

    /// <summary>As <see cref="ReadAsync(string, TimeSpan, CancellationToken)"/>, for a thread that may block.</summary>
    /// <exception cref="KafkaException">No broker answers in time.</exception>
    public TopicMetadata Read(string topic, TimeSpan timeout) => Read(() => admin.GetMetadata(topic, timeout)).Topics.Single();

    /// <summary>Brings what the client knows of the brokers up to date, if one of them answers in time.</summary>
    public async Task TryRefreshAsync(TimeSpan timeout)
    {
        try
        {
            await ReadAsync(timeout, CancellationToken.None);
        }
        catch (KafkaException)
        {
            // no broker answers
        }
    }

    public void Dispose() => _calls.Close();

    private Metadata Read(Func<Metadata> request)
    {
        using var call = _calls.Begin();
        return request();
    }
}
