using System.Collections.Concurrent;

namespace KafkaConsole.Topics;

/// <summary>How fast topics grow: each request for topics is a sample, and those of the last ten seconds are kept.</summary>
internal sealed class TopicRates(TimeProvider time)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MinSpan = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Queue<(long When, long End)>> _samples = new();

    /// <summary>Adds a sample: the sum of a topic's high offsets.</summary>
    /// <returns>The records per second since the oldest sample of the last ten seconds; null without one.</returns>
    public double? Observe(string topic, long end)
    {
        var samples = _samples.GetOrAdd(topic, _ => []);
        lock (samples)
        {
            var now = time.GetTimestamp();
            while (samples.TryPeek(out var old) && (time.GetElapsedTime(old.When, now) > Span || old.End > end)) // a new topic of the same name starts at 0
                samples.Dequeue();

            double? rate = null;
            if (samples.TryPeek(out var oldest) && time.GetElapsedTime(oldest.When, now) is var span && span >= MinSpan)
                rate = (end - oldest.End) / span.TotalSeconds;

            if (samples.Count == 0 || time.GetElapsedTime(samples.Last().When, now) >= MinSpan) samples.Enqueue((now, end));

            return rate;
        }
    }

    /// <summary>Removes topics that were deleted.</summary>
    public void Keep(IReadOnlySet<string> topics)
    {
        foreach (var topic in _samples.Keys.Where(topic => !topics.Contains(topic)))
            _samples.TryRemove(topic, out _);
    }
}
