namespace Benchmarks.Load;

/// <summary>Waits for the growth of a topic.</summary>
internal static class TopicGrowth
{
    /// <summary>Waits until a topic has at least this number of records.</summary>
    /// <returns>The number of records, and when it was read, as <see cref="TimeProvider.GetTimestamp"/>.</returns>
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
