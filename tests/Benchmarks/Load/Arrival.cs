
namespace Benchmarks.Load;

/// <summary>Watches a topic grow.</summary>
internal static class Arrival
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a topic has a number of records.</summary>
    /// <returns>How many it has, and since when, as <see cref="TimeProvider.GetTimestamp"/>.</returns>
    public static async Task<(long Records, long At)> WaitAsync(Bench bench, string topic, long records, TimeSpan timeout)
    {
        var started = bench.Time.GetTimestamp();
        while (true)
        {
            var (at, count) = (bench.Time.GetTimestamp(), (await bench.Cluster.Ends(topic)).Sum());
            if (count >= records) return (count, at);
            if (bench.Time.GetElapsedTime(started) > timeout) throw new TimeoutException($"{topic} has {count} records after {timeout}, not {records}.");
            await Task.Delay(Interval, bench.Time, bench.Stop);
        }
    }
}
