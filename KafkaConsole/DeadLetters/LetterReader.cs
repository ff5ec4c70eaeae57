using System.Runtime.CompilerServices;
using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Records;
using KafkaConsole.Topics;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// Reads the dead letters of a topic, partition by partition and in their order: step 1 of <see cref="DeadLetterRedriver"/>.
/// </summary>
internal sealed class LetterReader(PartitionReader reader)
{
    private const int MaxPerRead = 1_000;
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Reads the records in which the selection can be found, in batches of up to 1,000 of one partition.</summary>
    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public async IAsyncEnumerable<IReadOnlyList<ConsumeResult<byte[], byte[]>>> ReadAsync(
        TopicSummary topic, LetterSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var partition in selection.RangesOf(topic))
        {
            var range = new ReadRange(new(topic.Name, partition.Partition), partition.Low, partition.High) { MaxRecords = MaxPerRead };
            while (range.From < range.To)
            {
                var letters = await ReadAsync(range, cancellationToken);
                if (letters.Count == 0) break;

                yield return letters;
                range = range with { From = letters[^1].Offset.Value + 1 };
            }
        }
    }

    /// <summary>Reads one dead letter.</summary>
    /// <exception cref="ClusterException">There is none, or the cluster does not answer.</exception>
    public async Task<ConsumeResult<byte[], byte[]>> ReadAsync(
        TopicSummary topic, int partition, long offset, CancellationToken cancellationToken)
    {
        var range = new ReadRange(new(topic.Name, partition), offset, offset + 1);
        var letters = topic.Holds(partition, offset) ? await ReadAsync(range, cancellationToken) : [];
        return letters is [var letter]
            ? letter
            : throw new ClusterException(
                ClusterErrorKind.NotFound, $"{topic.Name} holds no record at partition {partition}, offset {offset}.");
    }

    private async Task<IReadOnlyList<ConsumeResult<byte[], byte[]>>> ReadAsync(ReadRange range, CancellationToken cancellationToken)
    {
        var (records, isComplete) = await reader.ReadAsync([range], ReadTimeout, cancellationToken);
        return records.Count > 0 || isComplete
            ? records
            : throw new ClusterException(
                ClusterErrorKind.Unavailable, $"The dead letters of {range.Partition.Topic} could not be read in time.");
    }
}
