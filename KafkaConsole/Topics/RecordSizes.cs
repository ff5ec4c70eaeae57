using System.Collections.Concurrent;

namespace KafkaConsole.Topics;

/// <summary>How large the records of topics are, as far as somebody read some. A client can't ask the cluster for bytes.</summary>
internal sealed class RecordSizes
{
    private const int MaxTopics = 1_000;
    private const int KeptPerTopic = 100;

    private readonly ConcurrentDictionary<string, Queue<int>> _sizes = new();

    /// <summary>Takes the bytes of a record's key and value.</summary>
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

    /// <summary>The bytes of so many records, were they like those read last; null when none were read.</summary>
    public long? Estimate(string topic, long records)
    {
        if (records == 0) return 0;

        if (!_sizes.TryGetValue(topic, out var sizes)) return null;

        lock (sizes)
            return (long)(sizes.Average() * records);
    }
}
