using System.Collections.Concurrent;
using System.Data.Common;
using Confluent.Kafka;
using Messaging.Consuming;
using Messaging.DeadLetters;
using Messaging.ExactlyOnce;
using Messaging.Reading;
using Messaging.Topics;
using Microsoft.Extensions.Logging;

namespace Messaging.Sinks;

/// <summary>
/// The partitions that this instance has claimed in the database. A partition that is assigned to it is read from the position that the
/// database returns; until then its records wait.
/// </summary>
internal sealed partial class SinkClaims(
    SubscriptionContext context, SinkPositions positions, SinkStatus status, TopicWatcher topics, TopicOffsets offsets, ILogger<SinkClaims> logger)
    : IPartitionState
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<int, SinkClaim> _claims = [];

    /// <summary>Returns the claim of a partition.</summary>
    public SinkClaim Of(int partition) => _claims[partition];

    /// <summary>Asks the cluster for the topic. What was received before belongs to it, if its id is still that of a claim.</summary>
    /// <returns>Null if the cluster does not tell.</returns>
    /// <exception cref="KafkaException">The cluster has not answered in time.</exception>
    public async Task<TopicState?> DescribeTopicAsync()
    {
        try
        {
            return await topics.RefreshAsync(context.Topic, RequestTimeout);
        }
        catch (KafkaException e) when (!e.Error.IsLocalError)
        {
            return null;
        }
    }

    /// <summary>
    /// Claims a partition. Waits while the database does not answer, and while the position is one of another topic: to continue there would
    /// skip records of this topic, and to begin anew would mix the rows of two topics.
    /// </summary>
    public async Task PrepareAsync(int partition, CancellationToken cancellationToken)
    {
        string? logged = null;
        while (await TryClaimAsync(partition, cancellationToken) is { } reason)
        {
            if (!status.SetProblem(partition, reason) && reason != logged) // not at the first attempt: the service may be creating its tables
            {
                LogWaiting(context.Topic, partition, reason);
                logged = reason;
            }

            await Task.Delay(RetryDelay, context.Time, cancellationToken);
        }

        status.ClearProblem(partition);
        if (logged is not null) LogContinues(context.Topic, partition);
    }

    /// <summary>Returns the position. The committed offset follows it, also back: the client alone would commit no lower one than before.</summary>
    public long? Restore(int partition, long? committed, string? topicId)
    {
        var next = _claims[partition].Next;
        if (committed > next) Commit(new(context.Topic, partition, next));
        return next;
    }

    public void DiscardState(int partition)
    {
        _claims.TryRemove(partition, out _);
        status.ClearProblem(partition);
    }

    private void Commit(TopicPartitionOffset position)
    {
        try
        {
            context.Consumer.StoreOffset(position);
            context.Consumer.Commit([position]);
        }
        catch (KafkaException e) when (!e.Error.IsFatal)
        {
            LogNotCommitted(position.Topic, position.Partition.Value, e.Error.Reason); // only the lag that tools show is wrong
        }
    }

    /// <returns>Why the partition can't be claimed; null if it is.</returns>
    private async Task<string?> TryClaimAsync(int partition, CancellationToken cancellationToken)
    {
        try
        {
            var topic = await topics.RefreshAsync(context.Topic, RequestTimeout);
            if (!topic.Exists) return $"{context.Topic} does not exist";

            var claim = await positions.ClaimAsync(partition, topic.Id, cancellationToken);
            if (topic.IsOtherThan(claim.TopicId)) return OtherTopic($"has the id {topic.Id}, and the rows are from the topic with the id {claim.TopicId}");

            var end = await offsets.HighWatermarkAsync(new(context.Topic, partition), cancellationToken);
            if (end < claim.Next) return OtherTopic($"ends before the position {claim.Next}");

            _claims.AddOrUpdate(partition, claim, (_, other) => other.Epoch > claim.Epoch ? other : claim); // a cancelled call may be the last to end
            return null;
        }
        catch (DbException e)
        {
            return $"Its position can't be read from the database: {Failures.FirstLine(e.Message)}";
        }
        catch (KafkaException e)
        {
            return $"The cluster does not describe {context.Topic}: {e.Error.Reason}";
        }
    }

    private string OtherTopic(string how) =>
        $"{context.Topic} is not the topic that the rows are from: it {how}. It was deleted and created again, or this is another cluster. To store "
        + "the records of this topic, move or delete the rows, then delete their positions "
        + $"(delete from sink_positions where sink = '{context.Group}' and topic = '{context.Topic}')";

    [LoggerMessage(Level = LogLevel.Error, Message = "{Topic} [{Partition}] waits. {Reason}")]
    private partial void LogWaiting(string topic, int partition, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The committed offset of {Topic} [{Partition}] could not be set to the position in the database: {Reason}")]
    private partial void LogNotCommitted(string topic, int partition, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Topic} [{Partition}] continues")]
    private partial void LogContinues(string topic, int partition);
}
