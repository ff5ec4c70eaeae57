using Confluent.Kafka;

namespace Messaging.Publishing;

/// <summary>
/// How long to wait before a producer is replaced. The delay doubles with each failure until a producer has lived for some time. It is
/// random, and longer after a fencing: instances that have the same transactional id by mistake fence each other seldom, and not in step.
/// </summary>
internal sealed class ProducerBackoff(TimeProvider time, Random random)
{
    /// <summary>The delay after the first failure.</summary>
    internal static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    /// <summary>The delay after the first failure, if the producer was fenced.</summary>
    internal static readonly TimeSpan ShortestWhenFenced = TimeSpan.FromSeconds(1);

    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>A producer that has lived for this long starts the delays anew when it fails.</summary>
    internal static readonly TimeSpan ResetAfter = TimeSpan.FromMinutes(1);

    private int _failures;
    private long _lived = time.GetTimestamp();

    /// <summary>A producer can be used from now on.</summary>
    public void OnStarted() => _lived = time.GetTimestamp();

    /// <summary>A producer that could be used has failed.</summary>
    public void OnFailed()
    {
        if (time.GetElapsedTime(_lived) >= ResetAfter) _failures = 0;
    }

    /// <summary>Returns the delay before the next producer is created.</summary>
    public TimeSpan Next(Error error)
    {
        var shortest = ProducerErrors.IsFenced(error) ? ShortestWhenFenced : Shortest;
        var milliseconds = Math.Min(Longest.TotalMilliseconds, shortest.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 20)));
        return TimeSpan.FromMilliseconds(milliseconds * (0.75 + (0.25 * random.NextDouble())));
    }
}
