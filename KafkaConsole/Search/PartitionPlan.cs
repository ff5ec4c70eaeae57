using Confluent.Kafka;

namespace KafkaConsole.Search;

/// <summary>
/// What is still to be searched of a partition. It is searched in chunks of offsets, from the end when the newest records are wanted first.
/// The first chunk is small, so that the first hits come at once. Each next one is larger, up to a number of bytes.
/// </summary>
internal sealed record PartitionPlan
{
    private const long FirstChunk = 100;
    private const long MaxGrowth = 4;

    private readonly bool _newestFirst;
    private OffsetRange[] _ranges;
    private long _chunk = FirstChunk;

    /// <param name="partition">The partition.</param>
    /// <param name="newestFirst">Whether each range is searched from its end.</param>
    /// <param name="ranges">The ranges, in the order in which they are searched.</param>
    public PartitionPlan(TopicPartition partition, bool newestFirst, params IEnumerable<OffsetRange> ranges)
    {
        Partition = partition;
        _newestFirst = newestFirst;
        _ranges = [.. ranges.Where(range => range.Count > 0)];
        Offsets = Remaining;
    }

    public TopicPartition Partition { get; }

    /// <summary>How many offsets the whole search has.</summary>
    public long Offsets { get; }

    /// <summary>How many of them are still to be searched.</summary>
    public long Remaining => _ranges.Sum(range => range.Count);

    /// <summary>The part that was searched, from 0 to 1.</summary>
    public double Share => Offsets > 0 ? 1 - ((double)Remaining / Offsets) : 1;

    /// <summary>The offsets to search next. The plan must have some.</summary>
    public OffsetRange Next => _newestFirst
        ? _ranges[0] with { From = Math.Max(_ranges[0].From, _ranges[0].To - _chunk) }
        : _ranges[0] with { To = Math.Min(_ranges[0].To, _ranges[0].From + _chunk) };

    /// <summary>The plan after a part of <see cref="Next"/> was searched: its first part, in the direction of the search.</summary>
    public PartitionPlan After(OffsetRange searched)
    {
        var rest = _newestFirst ? _ranges[0] with { To = searched.From } : _ranges[0] with { From = searched.To };
        return this with { _ranges = rest.Count > 0 ? [rest, .. _ranges[1..]] : _ranges[1..] };
    }

    /// <summary>The plan with another size of the next chunk, after one was read.</summary>
    /// <param name="offsets">How many offsets were read.</param>
    /// <param name="bytes">How many bytes their records had.</param>
    /// <param name="targetBytes">How many bytes the next chunk should have.</param>
    /// <param name="isTooLarge">Whether the chunk could not be read to its end because it has too many bytes.</param>
    public PartitionPlan Resized(long offsets, long bytes, long targetBytes, bool isTooLarge)
    {
        // Chunks without records, because of compaction or aborted transactions, have no bytes: then it grows as well.
        var largest = isTooLarge ? _chunk / 2 : _chunk * MaxGrowth;
        return this with { _chunk = (long)Math.Clamp(offsets * (targetBytes / Math.Max(1.0, bytes)), 1, Math.Max(1, largest)) };
    }
}
