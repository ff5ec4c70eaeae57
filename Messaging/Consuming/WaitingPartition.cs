using Confluent.Kafka;
using Messaging.Reading;

namespace Messaging.Consuming;

/// <summary>
/// The lag of a partition while its state can't be restored, for example because the topic of the state has no such partition yet. The
/// consumer is paused then and does not know the end of the partition.
/// </summary>
internal sealed class WaitingPartition(TopicOffsets offsets, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private volatile WaitingLag? _lag;

    /// <summary>The lag, at most some seconds old; null for the first second.</summary>
    public WaitingLag? Lag => _lag;

    /// <summary>Measures the lag each second until the state can be restored.</summary>
    public async Task MeasureUntilAsync(Task prepared, TopicPartition partition, long next, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (await Task.WhenAny(prepared, Task.Delay(Interval, time, cancellationToken)) != prepared)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var end = await offsets.HighWatermarkAsync(partition, cancellationToken);
            _lag = new(Math.Max(0, end - next), time.GetElapsedTime(started));
        }

        await prepared;
    }
}

/// <summary>How many records of a partition wait.</summary>
/// <param name="Records">The number of offsets from the committed one to the end of the partition.</param>
/// <param name="Time">How long the partition has waited.</param>
internal sealed record WaitingLag(long Records, TimeSpan Time);
