using Confluent.Kafka;

namespace InMemoryKafka.Offsets;

/// <summary>The committed offsets of all groups.</summary>
internal sealed class GroupOffsets
{
    private readonly Dictionary<string, Dictionary<TopicPartition, CommittedOffset>> _groups = [];

    /// <summary>Returns the committed offsets of a group, by partition. They are empty for an unknown group.</summary>
    public IReadOnlyDictionary<TopicPartition, CommittedOffset> Of(string group) =>
        _groups.GetValueOrDefault(group) ?? [];

    public void Commit(string group, IEnumerable<KeyValuePair<TopicPartition, CommittedOffset>> offsets)
    {
        if (!_groups.TryGetValue(group, out var committed)) _groups[group] = committed = [];
        foreach (var (partition, offset) in offsets) committed[partition] = offset;
    }
}
