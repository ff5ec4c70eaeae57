using Contracts;
using StreamsService.Sketches;

namespace StreamsService.Changelog;

/// <summary>Checks records of the output topic, so that an invalid record written by another program can't break queries later.</summary>
internal static class StatisticsRecordValidator
{
    /// <summary>More than any real count, and small enough that sums over all partitions don't overflow.</summary>
    private const long MaxCount = 1L << 50;

    /// <summary>Whether a record of an output partition is valid.</summary>
    public static bool IsValid(StatisticsRecord record, int partition) => record switch
    {
        WindowPartial partial => partial.Partition == partition && IsValid(partial),
        PartitionProgress progress => progress.Partition == partition && progress is { Offset: >= -1, Epoch: >= 0 },
        InstanceReport report => report.Partitions.All(owned => owned is { Lag: null or (>= 0 and < MaxCount) }),
        _ => true,
    };

    private static bool IsValid(WindowPartial partial) =>
        partial is { Count: > 0 and < MaxCount, Total: >= 0, Epoch: >= 0 } && IsSketch(partial.Users);

    private static bool IsSketch(byte[] bytes)
    {
        try
        {
            _ = UserSketchSerializer.Deserialize(bytes);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
