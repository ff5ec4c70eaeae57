using Confluent.Kafka;
using Messaging.Topics;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <summary>
/// The identity of the consumed topic. A topic that is deleted and created again has the same name and another id. The client would
/// continue at the offsets that it had in the former topic, so the loop must start again. Only the loop's thread uses this class.
/// </summary>
internal sealed partial class ConsumedTopic(SubscriptionContext context, TopicWatcher watcher, ILogger<ConsumedTopic> logger)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The id of the topic whose records are processed; null while it is not known, or when the cluster has no ids.</summary>
    public string? Id { get; private set; }

    /// <summary>Whether the topic was replaced by another one of the same name, as far as the service has noticed.</summary>
    public bool IsReplaced => watcher.Latest(context.Topic)?.IsOtherThan(Id) is true;

    /// <summary>Sends the request of <see cref="IsStillThere"/> already, so that the caller can do something else until the answer is there.</summary>
    public Task<TopicState> AskAsync() => watcher.RefreshAsync(context.Topic, RequestTimeout);

    /// <summary>
    /// Asks the cluster whether the topic still is the one whose records are processed, and waits for the answer unless the host stops.
    /// If it is, what was received before the request belongs to it, and may be committed.
    /// </summary>
    /// <param name="limit">How long to wait for the answer. Without a limit if null.</param>
    /// <param name="asked">The request, if it was sent already.</param>
    /// <returns>False when the topic was deleted, whether it was created again or not, and when the cluster has not answered in time.</returns>
    public bool IsStillThere(TimeSpan? limit = null, Task<TopicState>? asked = null)
    {
        try
        {
            if (Refresh(limit, asked) is not { } now) return true; // the host stops, or the cluster does not tell

            Id ??= now.Id;
            return now.Exists && !now.IsOtherThan(Id);
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    /// <summary>Asks the cluster for the id of the topic, before its records are received.</summary>
    /// <returns>Whether the topic was replaced since the last call.</returns>
    public bool Identify()
    {
        Refresh();
        return Accept();
    }

    /// <summary>Continues with the topic that exists now.</summary>
    /// <returns>Whether it is another topic than before.</returns>
    public bool Accept()
    {
        if (watcher.Latest(context.Topic) is not { Id: { } id } now || id == Id) return false;

        var isOther = now.IsOtherThan(Id);
        if (isOther) LogReplaced(context.Topic, id, Id!);
        Id = id;
        return isOther;
    }

    /// <exception cref="KafkaException">The cluster has not answered in time.</exception>
    private TopicState? Refresh(TimeSpan? limit = null, Task<TopicState>? asked = null)
    {
        var (started, hasRetried) = (context.Time.GetTimestamp(), false);
        while (true)
        {
            try
            {
                var now = (asked ?? AskAsync()).GetAwaiter().GetResult();
                if (hasRetried) LogAnswered(context.Time.GetElapsedTime(started).TotalSeconds);
                return now;
            }
            catch (KafkaException e) when (e.Error.IsLocalError && !context.Stopping.IsCancellationRequested)
            {
                asked = null;
                if (!hasRetried) LogWaiting(context.Topic, e.Error.Reason);
                if (context.Time.GetElapsedTime(started) > limit) throw;

                hasRetried = true;
                context.State.Polled(); // the loop is alive, and the cluster will answer
            }
            catch (KafkaException)
            {
                return null;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The consumer of {Topic} waits for the cluster and retries: {Reason}")]
    private partial void LogWaiting(string topic, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The cluster has answered after {Seconds:0.0} s")]
    private partial void LogAnswered(double seconds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Topic} was deleted and created again (id {Id}, before {Before}). Reading starts at its beginning")]
    private partial void LogReplaced(string topic, string id, string before);
}
