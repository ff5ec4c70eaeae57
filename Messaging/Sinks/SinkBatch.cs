using Confluent.Kafka;
using Messaging.DeadLetters;

namespace Messaging.Sinks;

/// <summary>Records that are written in one transaction, in the order in which they were received.</summary>
internal sealed class SinkBatch<T>
    where T : notnull
{
    private readonly Dictionary<int, SinkPart> _parts = []; // by partition

    /// <summary>When the first record was added, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Started { get; private set; }

    /// <summary>The number of records, those without a row included.</summary>
    public int Count { get; private set; }

    /// <summary>The size of their values in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The records to write.</summary>
    public List<SinkEntry<T>> Entries { get; } = [];

    /// <summary>The records that can't be decoded, each with its <see cref="SinkEntry{T}.Received"/>.</summary>
    public List<(DeadLetter DeadLetter, long Received)> Undecodable { get; } = [];

    /// <summary>What it has of each partition.</summary>
    public IReadOnlyDictionary<int, SinkPart> Parts => _parts;

    /// <summary>Counts a record, which has an entry, a dead letter, or neither if it is a tombstone.</summary>
    public void Add(ConsumeResult<byte[], byte[]> record, SinkClaim claim, long now)
    {
        if (Count++ == 0) Started = now;
        Bytes += record.Message.Value?.Length ?? 0;
        if (!_parts.TryGetValue(claim.Partition, out var part)) _parts[claim.Partition] = part = new(claim);
        part.Last = record;
        claim.Received = record.Offset.Value + 1;
    }
}

/// <summary>What a batch has of a partition.</summary>
/// <param name="claim">The claim under which its records are received.</param>
internal sealed class SinkPart(SinkClaim claim)
{
    /// <summary>The claim under which its records are received.</summary>
    public SinkClaim Claim => claim;

    /// <summary>
    /// Where the position must be for the next of its records to be written: at first where the batch before this one ends. Only the writer
    /// changes it.
    /// </summary>
    public long Position { get; set; } = claim.Received;

    /// <summary>The last record.</summary>
    public ConsumeResult<byte[], byte[]> Last { get; set; } = null!;
}

/// <summary>A record of a batch.</summary>
/// <param name="Raw">The record as it was received.</param>
/// <param name="Record">The record with its decoded value.</param>
/// <param name="Received">When it was received, as <see cref="TimeProvider.GetTimestamp"/>.</param>
internal readonly record struct SinkEntry<T>(ConsumeResult<byte[], byte[]> Raw, Record<T> Record, long Received)
    where T : notnull;
