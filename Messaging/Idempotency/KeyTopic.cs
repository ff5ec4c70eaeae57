using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Messaging.Clients;
using Messaging.Reading;
using Messaging.Topics;
using Microsoft.Extensions.Logging;

namespace Messaging.Idempotency;

/// <summary>
/// The topic of the keys. Only its partition 0 is used, so that all keys have one order. Only one thread uses this class.
/// </summary>
/// <param name="name">The name of the topic in the cluster.</param>
/// <param name="clients">Creates the consumer.</param>
/// <param name="offsets">Returns the end of the topic.</param>
/// <param name="watcher">Returns the id of the topic.</param>
/// <param name="logger">The log of the service.</param>
internal sealed partial class KeyTopic(string name, KeyClients clients, TopicOffsets offsets, TopicWatcher watcher, ILogger<KeyTopic> logger)
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);
    private const int MaxIdlePolls = 100;

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private string? _topicId;
    private long _next;

    /// <summary>The name of the topic in the cluster, which is the transactional id, too.</summary>
    public string Name => name;

    /// <summary>Reads all keys up to the current end of the topic that were not read yet. No transaction may be open.</summary>
    /// <param name="requests">Learns the keys.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KafkaException">The topic could not be read to its end.</exception>
    public void ReadToEnd(KeyedRequests requests, CancellationToken cancellationToken)
    {
        var topic = watcher.RefreshAsync(name, RequestTimeout).GetAwaiter().GetResult();
        var end = offsets.HighWatermarkAsync(new(name, 0), cancellationToken).GetAwaiter().GetResult();
        if (topic.IsOtherThan(_topicId) || end < _next)
        {
            LogReplaced(name, topic.Id, _topicId);
            _next = 0;
            requests.Forget();
        }

        _topicId = topic.Id ?? _topicId;
        if (_next == end) return;

        using var consumer = clients.NewConsumer();
        consumer.Assign(new TopicPartitionOffset(name, 0, _next));
        var idlePolls = 0;
        while (_next < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Poll(consumer) is { } result)
            {
                if (!result.IsPartitionEOF) Read(result, requests);
                if (result.IsPartitionEOF && result.Offset < end) continue; // a transaction ends right now
                _next = result.IsPartitionEOF ? result.Offset.Value : result.Offset.Value + 1;
                idlePolls = 0;
            }
            else if (++idlePolls > MaxIdlePolls)
            {
                throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"{name} could not be read to its end"));
            }
        }
    }

    /// <summary>Creates the record of a request that is published.</summary>
    public static Message<byte[], byte[]> ToMessage(KeyedRequest request, RememberedKey published) => new()
    {
        Key = Encoding.UTF8.GetBytes(request.Key),
        Value = KeyRecord.Of(published).Encode(),
        Timestamp = new(published.PublishedAt),
    };

    /// <summary>The keys up to this offset were written by this instance, and need not be read. Where it is null, they are read again.</summary>
    public void Written(long? offset) => _next = Math.Max(_next, offset + 1 ?? 0);

    private static ConsumeResult<byte[], byte[]>? Poll(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            return consumer.Consume(PollTime);
        }
        catch (ConsumeException e) when (ClientErrors.IsHarmlessWithoutGroup(e.Error))
        {
            return null; // the client retries
        }
    }

    private void Read(ConsumeResult<byte[], byte[]> record, KeyedRequests requests)
    {
        try
        {
            requests.Remember(
                Encoding.UTF8.GetString(record.Message.Key ?? []), KeyRecord.Decode(record.Message.Value).ToRememberedKey());
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or ArgumentNullException)
        {
            LogSkipped(record.Topic, record.Partition.Value, record.Offset.Value, e.Message); // another program wrote it
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Topic} was deleted and created again (id {Id}, before {Before}). The idempotency keys of before are forgotten")]
    private partial void LogReplaced(string topic, string? id, string? before);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Topic} [{Partition}] @{Offset} is not the record of an idempotency key and is skipped: {Reason}")]
    private partial void LogSkipped(string topic, int partition, long offset, string reason);
}
