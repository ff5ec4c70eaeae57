namespace Benchmarks.Load;

/// <summary>Watches a topic grow.</summary>
internal static class TopicGrowth
{
    /// <summary>Waits until a topic has a number of records.</summary>
    /// <returns>How many it has, and since when, as <see cref="TimeProvider.GetTimestamp"/>.</returns>
    public static async Task<(long Records, long At)> WaitAsync(Bench bench, string topic, long records, TimeSpan timeout)
    {
        var (count, at) = (0L, 0L);
        await bench.UntilAsync($"{topic} has {records} records", async () =>
        {
            at = bench.Time.GetTimestamp();
            count = (await bench.Cluster.Ends(topic)).Sum();
            return count >= records;
        }, timeout);
        return (count, at);
    }
}
