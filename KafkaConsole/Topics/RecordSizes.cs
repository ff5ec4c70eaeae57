using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;

namespace KafkaConsole.Topics;

/// <summary>The sizes of the records that were read last, per topic. A client can't request the size of a topic.</summary>
internal sealed class RecordSizes
{
    private const int MaxTopics = 1_000;
    private const int MaxSizesPerTopic = 100;

    private readonly ConcurrentDictionary<string, Queue<int>> _sizes = new();

    /// <summary>The bytes of a record's key, value and headers.</summary>
    public static int Of(ConsumeResult<byte[], byte[]> record) =>
        (record.Message.Key?.Length ?? 0) + (record.Message.Value?.Length ?? 0) + (record.Message.Headers ?? []).Sum(Of);

    /// <summary>Adds the size of a record that was read.</summary>
    public void Observe(ConsumeResult<byte[], byte[]> record)
    {
        if (_sizes.Count >= MaxTopics && !_sizes.ContainsKey(record.Topic)) return;

        var sizes = _sizes.GetOrAdd(record.Topic, _ => []);
        lock (sizes)
        {
            if (sizes.Count == MaxSizesPerTopic) sizes.Dequeue();
            sizes.Enqueue(Of(record));
        }
    }

    /// <summary>The bytes of this number of records if they are like those read last; null when none were read.</summary>
    public long? Estimate(string topic, long records)
    {
        if (records == 0) return 0;
        if (!_sizes.TryGetValue(topic, out var sizes)) return null;

        lock (sizes) return (long)(sizes.Average() * records);
    }

    private static int Of(IHeader header) => Encoding.UTF8.GetByteCount(header.Key) + (header.GetValueBytes()?.Length ?? 0);
}
