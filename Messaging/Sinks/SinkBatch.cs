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
        var first = _parts.TryGetValue(claim.Partition, out var part) ? part.First : record.Offset.Value;
        _parts[claim.Partition] = new(claim, first, record);
    }
}

/// <summary>What a batch has of a partition.</summary>
/// <param name="Claim">The claim under which its records were received.</param>
/// <param name="First">The offset of its first record.</param>
/// <param name="Last">Its last record.</param>
internal readonly record struct SinkPart(SinkClaim Claim, long First, ConsumeResult<byte[], byte[]> Last);

/// <summary>A record of a batch.</summary>
/// <param name="Raw">The record as it was received.</param>
/// <param name="Record">The record with its decoded value.</param>
/// <param name="Received">When it was received, as <see cref="TimeProvider.GetTimestamp"/>.</param>
internal readonly record struct SinkEntry<T>(ConsumeResult<byte[], byte[]> Raw, Record<T> Record, long Received)
    where T : notnull;
