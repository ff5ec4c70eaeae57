using Contracts;

namespace StreamsService.Counting;

/// <summary>
/// Rejects events that are too far ahead of the clock. They would advance stream time, and so close windows that other events still need.
/// Not thread-safe.
/// </summary>
internal sealed class FutureEventFilter(StatisticsOptions options, TimeProvider time)
{
    private DateTimeOffset _acceptedUntil;

    /// <summary>Checks the date of an event. Reads the clock only if the event is later than the limit of the last reading.</summary>
    /// <exception cref="InvalidRecordException">
    /// The date is more than <see cref="StatisticsOptions.FutureTolerance"/> ahead of the clock.
    /// </exception>
    public void Check(DateTimeOffset date)
    {
        if (date <= _acceptedUntil) return;

        var now = time.GetUtcNow();
        _acceptedUntil = now + options.FutureTolerance;
        if (date <= _acceptedUntil) return;

        throw new InvalidRecordException(
            [new("date", $"is {date - now} ahead of the clock, more than {options.FutureTolerance}")]);
    }
}
