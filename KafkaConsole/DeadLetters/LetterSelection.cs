using Confluent.Kafka;
using KafkaConsole.Search;
using KafkaConsole.Topics;

namespace KafkaConsole.DeadLetters;

/// <summary>Which dead letters of a topic are meant. What is null does not restrict them.</summary>
public sealed record LetterSelection
{
    /// <summary>All dead letters of a topic.</summary>
    public static readonly LetterSelection All = new();

    /// <summary>The partition of the dead-letter topic.</summary>
    public int? Partition { get; init; }

    /// <summary>The reason in the cause.</summary>
    public string? Reason { get; init; }

    /// <summary>The type of the exception in the cause.</summary>
    public string? Exception { get; init; }

    /// <summary>The consumer group in the cause.</summary>
    public string? Group { get; init; }

    /// <summary>The topic that the dead letter came from.</summary>
    public string? Source { get; init; }

    /// <summary>What the record of the dead letter is like: its time, key, value and headers.</summary>
    internal RecordFilter? Filter { get; init; }

    /// <summary>The partitions and offsets of single dead letters.</summary>
    public IReadOnlySet<(int Partition, long Offset)>? Letters { get; init; }

    /// <summary>For each partition the offset before which the dead letter is: what arrived after a preview is not meant.</summary>
    public IReadOnlyDictionary<int, long>? Ends { get; init; }

    /// <summary>Whether a dead letter is meant.</summary>
    internal bool Includes(ConsumeResult<byte[], byte[]> letter)
    {
        if (Letters?.Contains((letter.Partition.Value, letter.Offset.Value)) is false) return false;
        if (Filter?.Matches(letter) is false) return false;
        if ((Reason ?? Exception ?? Group ?? Source) is null) return true;

        var cause = DeadLetterCause.From(letter.Message.Headers);
        return IsOrAny(Reason, cause?.Reason)
            && IsOrAny(Exception, cause?.Exception)
            && IsOrAny(Group, cause?.Group)
            && IsOrAny(Source, cause?.Topic);
    }

    /// <summary>The parts of a topic's partitions that can have dead letters that are meant.</summary>
    internal IReadOnlyList<PartitionRange> RangesOf(TopicSummary topic) =>
    [
        .. topic.Partitions
            .Where(range => Partition is null || range.Partition == Partition)
            .Select(Narrow)
            .Where(range => range.Low < range.High),
    ];

    private PartitionRange Narrow(PartitionRange range)
    {
        var high = Ends is null ? range.High : Math.Min(range.High, Ends.GetValueOrDefault(range.Partition));
        if (Letters is null) return range with { High = high };

        var offsets = Letters.Where(letter => letter.Partition == range.Partition).Select(letter => letter.Offset).ToList();
        return offsets.Count == 0
            ? range with { High = range.Low }
            : range with { Low = Math.Max(range.Low, offsets.Min()), High = Math.Min(high, offsets.Max() + 1) };
    }

    private static bool IsOrAny(string? expected, string? actual) => expected is null || expected == actual;
}
