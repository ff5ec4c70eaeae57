using Contracts;

namespace StreamsService.Counting;

/// <summary>
/// Rejects events that are too far ahead of the clock. They would advance stream time, and so close windows that other events still need.
/// Not thread-safe.
/// </summary>
internal sealed class FutureEventFilter(StatisticsOptions options, TimeProvider time)
{
    private DateTimeOffset _acceptedUntil;

    /// <summary>Checks the time of an event. Reads the clock only if the event is later than the limit of the last reading.</summary>
    /// <exception cref="InvalidRecordException">
    /// The time is more than <see cref="StatisticsOptions.FutureTolerance"/> ahead of the clock.
    /// </exception>
    public void Check(DateTimeOffset timestamp)
    {
        if (timestamp <= _acceptedUntil) return;

        var now = time.GetUtcNow();
        _acceptedUntil = now + options.FutureTolerance;
        if (timestamp <= _acceptedUntil) return;

        throw new InvalidRecordException(
            [new("timestamp", $"is {timestamp - now} ahead of the clock, more than {options.FutureTolerance}")]);
    }
}
