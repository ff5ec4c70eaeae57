using System.Collections.Concurrent;

namespace KafkaConsole.Topics;

/// <summary>The sizes of the records that were read last, per topic. A client can't request the size of a topic.</summary>
internal sealed class RecordSizes
{
    private const int MaxTopics = 1_000;
    private const int KeptPerTopic = 100;

    private readonly ConcurrentDictionary<string, Queue<int>> _sizes = new();

    /// <summary>Adds the bytes of a record's key and value.</summary>
    public void Observe(string topic, int bytes)
    {
        if (_sizes.Count >= MaxTopics && !_sizes.ContainsKey(topic)) return;

        var sizes = _sizes.GetOrAdd(topic, _ => []);
        lock (sizes)
        {
            if (sizes.Count == KeptPerTopic) sizes.Dequeue();

            sizes.Enqueue(bytes);
        }
    }

    /// <summary>The bytes of so many records if they are like those read last; null when none were read.</summary>
    public long? Estimate(string topic, long records)
    {
        if (records == 0) return 0;

        if (!_sizes.TryGetValue(topic, out var sizes)) return null;

        lock (sizes)
            return (long)(sizes.Average() * records);
    }
}
