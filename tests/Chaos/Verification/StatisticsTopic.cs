using System.Text.Json;

namespace Chaos.Verification;

/// <summary>Reads the statistics from <c>page-statistics</c>, as any other consumer would.</summary>
internal static class StatisticsTopic
{
    public const string Topic = "page-statistics";

    private static readonly JsonSerializerOptions Web = JsonSerializerOptions.Web;

    /// <summary>
    /// Reads the windows. Of several values with the same key, the one with the highest offset counts. The total of a window is the sum
    /// over all partitions.
    /// </summary>
    public static Windows Read(IEnumerable<TopicRecord> records)
    {
        var windows = new Windows();
        var latest = records
            .Where(record => record is { Value: not null, Key: not null } && !record.Key.StartsWith("instance ", StringComparison.Ordinal))
            .Select(record => (record.Key, record.Partition, Value: JsonSerializer.Deserialize<Changelog>(record.Value, Web)!))
            .GroupBy(it => (it.Key, it.Partition))
            .Select(same => same.MaxBy(it => it.Value.Offset).Value);
        foreach (var value in latest)
        {
            if (value.Type == "progress") windows.Late += value.Late;
            else windows.Add(new(value.Page!, value.Window), new(value.Count, value.Total, value.Minimum, value.Maximum));
        }

        return windows;
    }

    private sealed record Changelog(
        string Type, string? Page, DateTimeOffset Window, long Count, long Total, long Minimum, long Maximum, long Offset, long Late);
}
