using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Messaging.Clients;

namespace Messaging.Topics;

/// <summary>Asks the cluster about topics, on the connections of a client. Never creates a topic. Thread-safe.</summary>
/// <remarks>
/// Confluent.Kafka 2.16 can't read the description of a partition without in-sync replicas, as there are while brokers are away: the answer never
/// comes, the admin client destroys its queue, and its next request of any kind ends the process. So this has an admin client of its own, sends
/// one request at a time, and replaces the admin client when an answer does not come.
/// <para>
/// The client sends these requests to the controller, or to the broker that it takes for it, and asks for another one only every few minutes. So a
/// request without an answer is followed by one for the metadata of the cluster, which names the controller of now.
/// </para>
/// </remarks>
/// <param name="client">The client.</param>
/// <param name="metadata">Requests metadata on the same client; null if that asks for it often by itself.</param>
internal sealed class TopicDescriber(IClient client, ClusterMetadata? metadata) : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _sending = new(1);
    private IAdminClient? _admin;
    private long _requests;

    /// <summary>Returns the state of a topic.</summary>
    /// <returns>The state at the time of the call or later, and the number of the request: later requests have higher numbers.</returns>
    /// <exception cref="KafkaException">The cluster does not answer in time, or refuses.</exception>
    public async Task<(TopicState State, long Request)> DescribeAsync(string topic, TimeSpan timeout)
    {
        var (found, request) = await SendAsync([topic], new() { RequestTimeout = timeout });
        var described = found.Single();
        if (described.Error.Code is ErrorCode.UnknownTopicOrPart) return (TopicState.Missing, request);
        if (described.Error.IsError) throw new KafkaException(described.Error);

        return (new(TopicState.TextOf(described.TopicId), described.Partitions.Count), request);
    }

    /// <summary>Returns topics with the operations that this service may do on them. Some may have an error instead.</summary>
    /// <exception cref="KafkaException">The cluster does not answer in time, or refuses.</exception>
    public async Task<List<TopicDescription>> DescribeRightsAsync(IEnumerable<string> topics, TimeSpan timeout) =>
        (await SendAsync(topics, new() { RequestTimeout = timeout, IncludeAuthorizedOperations = true })).Topics;

    /// <summary>Ends the admin client, unless it waits for an answer: it may have destroyed its queue then.</summary>
    public void Dispose()
    {
        if (_sending.Wait(0)) _admin?.Dispose();
    }

    private async Task<(List<TopicDescription> Topics, long Request)> SendAsync(IEnumerable<string> topics, DescribeTopicsOptions options)
    {
        await _sending.WaitAsync();
        var request = ++_requests;
        try
        {
            _admin ??= new DependentAdminClientBuilder(client.Handle).Build();
            var answer = await _admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(topics), options)
                .WaitAsync(options.RequestTimeout!.Value + Grace, TimeProvider.System);
            return (answer.TopicDescriptions, request);
        }
        catch (DescribeTopicsException e) when (e.Results.TopicDescriptions.Count > 0)
        {
            return (e.Results.TopicDescriptions, request); // some have an error
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_TimedOut)
        {
            if (metadata is not null) await metadata.TryRefreshAsync(options.RequestTimeout!.Value);
            throw;
        }
        catch (TimeoutException)
        {
            _admin = null; // not disposed, because its queue is destroyed already
            throw new KafkaException(new Error(ErrorCode.Local_TimedOut, "The description of a topic can't be read: a partition may have no leader"));
        }
        finally
        {
            _sending.Release();
        }
    }
}
