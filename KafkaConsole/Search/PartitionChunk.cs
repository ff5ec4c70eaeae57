using Confluent.Kafka;
using KafkaConsole.Topics;

namespace KafkaConsole.Search;

/// <summary>The next chunk of a partition while it is read. It keeps the hits that come first in the direction of the search.</summary>
internal sealed class PartitionChunk(SearchPlan search, PartitionPlan plan, int maxHits, long maxHitBytes)
{
    private readonly LinkedList<ConsumeResult<byte[], byte[]>> _hits = [];
    private OffsetRange _searched = plan.Next;
    private long _position = plan.Next.From;
    private long _hitBytes;
    private bool _isTooLarge;

    /// <summary>The offsets to read.</summary>
    public OffsetRange Range { get; } = plan.Next;

    /// <summary>The hits, in the order of their offsets.</summary>
    public IReadOnlyCollection<ConsumeResult<byte[], byte[]>> Hits => _hits;

    /// <summary>Whether nothing more is to be read.</summary>
    public bool IsRead { get; private set; }

    /// <summary>How many records were read.</summary>
    public long Records { get; private set; }

    /// <summary>How many bytes they had.</summary>
    public long Bytes { get; private set; }

    private bool HasTooManyHits => _hits.Count > maxHits || (_hitBytes > maxHitBytes && _hits.Count > 1);

    /// <summary>Takes what the consumer received.</summary>
    public void Receive(ConsumeResult<byte[], byte[]> result)
    {
        // Markers of transactions, aborted records and what compaction has deleted are skipped: then the next record is behind the chunk.
        if (result.IsPartitionEOF || result.Offset >= Range.To)
        {
            EndAt(Range.To);
            return;
        }

        Records++;
        Bytes += RecordSizes.Of(result);
        _position = result.Offset.Value + 1;
        if (search.Filter.Matches(result)) Add(result);
        if (_position >= Range.To) EndAt(Range.To);
    }

    /// <summary>Ends the chunk early, because it has too many bytes.</summary>
    public void Cut()
    {
        _isTooLarge = true;
        EndAt(_position);
        if (!search.NewestFirst) return;

        // What comes first, in this direction, was not read. A smaller chunk follows.
        _hits.Clear();
        _searched = _searched with { From = Range.To };
    }

    /// <summary>The plan of the partition after this chunk.</summary>
    /// <param name="taken">The hits that are part of the result. Others are found again.</param>
    /// <param name="targetBytes">How many bytes the next chunk should have.</param>
    public PartitionPlan Complete(IReadOnlySet<ConsumeResult<byte[], byte[]>> taken, long targetBytes)
    {
        var searched = _searched;
        var left = _hits.Where(hit => !taken.Contains(hit)).Select(hit => hit.Offset.Value).ToList();
        if (left.Count > 0) searched = search.NewestFirst ? searched with { From = left.Max() + 1 } : searched with { To = left.Min() };

        return plan.After(searched).Resized(Math.Max(1, _searched.To - Range.From), Bytes, targetBytes, _isTooLarge);
    }

    private void Add(ConsumeResult<byte[], byte[]> hit)
    {
        _hits.AddLast(hit);
        _hitBytes += RecordSizes.Of(hit);
        if (!search.NewestFirst)
        {
            if (HasTooManyHits) EndAt(_position);
            return;
        }

        while (HasTooManyHits)
        {
            var oldest = _hits.First!.Value;
            _hits.RemoveFirst();
            _hitBytes -= RecordSizes.Of(oldest);
            _searched = _searched with { From = oldest.Offset.Value + 1 };
        }
    }

    private void EndAt(long offset)
    {
        _searched = _searched with { To = offset };
        IsRead = true;
    }
}
