using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Confluent.Kafka;
using KafkaConsole.Topics;

namespace KafkaConsole.Records;

/// <summary>
/// The records of a live tail that wait for its reader: 1,000 or 16 MiB at most, whichever is less, but always one. The oldest are dropped.
/// One thread adds records, one reads them.
/// </summary>
internal sealed class TailBuffer
{
    /// <summary>The most records that wait.</summary>
    public const int MaxRecords = 1_000;

    /// <summary>The most bytes of keys, values and headers that wait, unless one record has more.</summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    private readonly Channel<ConsumeResult<byte[], byte[]>> _records = Channel.CreateUnbounded<ConsumeResult<byte[], byte[]>>();
    private long _bytes;
    private long _dropped;

    /// <summary>How many records have been dropped so far.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Adds a record, and drops the oldest ones while there are too many.</summary>
    public void Add(ConsumeResult<byte[], byte[]> record)
    {
        Interlocked.Add(ref _bytes, RecordSizes.Of(record));
        _records.Writer.TryWrite(record);
        while (IsTooFull && _records.Reader.TryRead(out var oldest))
        {
            Interlocked.Increment(ref _dropped);
            Interlocked.Add(ref _bytes, -RecordSizes.Of(oldest));
        }
    }

    /// <summary>Ends the reading after the records that wait, with the error if there is one.</summary>
    public void Complete(Exception? error) => _records.Writer.TryComplete(error);

    /// <summary>Reads records until the buffer is complete.</summary>
    public async IAsyncEnumerable<ConsumeResult<byte[], byte[]>> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in _records.Reader.ReadAllAsync(cancellationToken))
        {
            Interlocked.Add(ref _bytes, -RecordSizes.Of(record));
            yield return record;
        }
    }

    private bool IsTooFull =>
        _records.Reader.Count is var count && (count > MaxRecords || (count > 1 && Interlocked.Read(ref _bytes) > MaxBytes));
}
