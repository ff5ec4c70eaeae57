using System.Collections.Concurrent;

namespace KafkaConsole.Topics;

/// <summary>How fast topics grow: each request for topics is a sample, and those of the last ten seconds are kept.</summary>
internal sealed class TopicRates(TimeProvider time)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Queue<Sample>> _samples = new();

    /// <summary>The sum of a topic's high offsets at a time of <see cref="TimeProvider.GetTimestamp"/>.</summary>
    private readonly record struct Sample(long TakenAt, long HighOffsets);

    /// <summary>Adds a sample: the sum of a topic's high offsets.</summary>
    /// <returns>The records per second since the oldest sample of the last ten seconds; null without one.</returns>
    public double? Observe(string topic, long highOffsets)
    {
        var samples = _samples.GetOrAdd(topic, _ => []);
        lock (samples)
        {
            var now = time.GetTimestamp();
            while (samples.TryPeek(out var oldest) && (AgeOf(oldest, now) > MaxAge || IsOfDeletedTopic(oldest))) samples.Dequeue();

            var rate = samples.TryPeek(out var first) && AgeOf(first, now) >= MinInterval
                ? (highOffsets - first.HighOffsets) / AgeOf(first, now).TotalSeconds
                : (double?)null;
            if (samples.Count == 0 || AgeOf(samples.Last(), now) >= MinInterval) samples.Enqueue(new(now, highOffsets));
            return rate;
        }

        // A new topic of the same name starts at offset 0.
        bool IsOfDeletedTopic(Sample sample) => sample.HighOffsets > highOffsets;
    }

    /// <summary>Removes the samples of topics that no longer exist.</summary>
    public void RemoveExcept(IReadOnlySet<string> topics)
    {
        foreach (var topic in _samples.Keys.Where(topic => !topics.Contains(topic))) _samples.TryRemove(topic, out _);
    }

    private TimeSpan AgeOf(Sample sample, long now) => time.GetElapsedTime(sample.TakenAt, now);
}
