using ServiceDefaults.Contracts;

namespace StreamsService.Statistics;

/// <summary>Says whether a record of the output topic can be true, so that one which somebody else wrote breaks no answer later.</summary>
internal static class SoundRecord
{
    public static bool Is(StatisticsRecord record, int partition) => record switch
    {
        WindowPartial partial => partial.Partition == partition && partial.Count > 0 && partial.Total >= 0 && IsSketch(partial.Users),
        PartitionProgress progress => progress.Partition == partition && progress.Offset >= 0,
        _ => true,
    };

    private static bool IsSketch(byte[] bytes)
    {
        try
        {
            _ = UserSketch.Parse(bytes);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
