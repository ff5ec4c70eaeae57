using Confluent.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <summary>
/// Replaces the consumer after a fatal error, from which a client never recovers by itself. With <c>group.protocol=consumer</c> most
/// refusals are fatal, also those that end without a restart of this process: a missing right, a group that is full, a session of a killed
/// static member that has not expired yet. So this instance tries again with a new consumer, as it does with the classic protocol.
/// </summary>
/// <param name="context">The subscription.</param>
/// <param name="consumers">Creates a consumer with the settings of the first one.</param>
/// <param name="errors">Explains the error.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ConsumerReplacement(
    SubscriptionContext context, SubscriptionConsumers consumers, ConsumerErrors errors, ILogger<ConsumerReplacement> logger)
{
    /// <summary>The time until the next attempt. It is longer than a call to the old consumer that another thread may have begun.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);

    private string? _reason;

    /// <summary>Waits, closes the consumer, and subscribes with a new one.</summary>
    /// <exception cref="InvalidOperationException">
    /// Another instance has taken over this one's <c>group.instance.id</c>. To join again would take it back, and the two would alternate.
    /// </exception>
    /// <exception cref="OperationCanceledException">The host stops.</exception>
    public void Replace(Error fatal)
    {
        var reason = errors.Explain(fatal);
        if (fatal.Code is ErrorCode.FencedInstanceId) throw new InvalidOperationException($"{reason}.", new KafkaException(fatal));

        if (reason != _reason) LogReplaced(context.Topic, reason, Delay.TotalSeconds);
        _reason = reason;
        Drain();
        Close(context.Consumer);
        context.State.Assigned = null;
        context.Consumer = consumers.Create();
        context.Consumer.Subscribe(context.Topic);
    }

    /// <summary>
    /// Polls until the delay is over. The client calls back that the partitions are lost; records of lost partitions are dropped.
    /// </summary>
    private void Drain()
    {
        var started = context.Time.GetTimestamp();
        while (context.Time.GetElapsedTime(started) < Delay)
        {
            context.Stopping.ThrowIfCancellationRequested();
            context.State.Polled();
            try
            {
                context.Consumer.Consume(PollTime);
            }
            catch (ConsumeException)
            {
                context.Stopping.WaitHandle.WaitOne(PollTime);
            }
        }
    }

    private static void Close(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            consumer.Close();
        }
        catch (KafkaException)
        {
            consumer.Dispose(); // after some fatal errors it can't leave its group
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The consumer of {Topic} can't continue: {Reason}. It is replaced every {Seconds} s until the cluster accepts it")]
    private partial void LogReplaced(string topic, string reason, double seconds);
}
