namespace Kafka.Tests;

/// <summary>Polls a condition until it holds; fails after a timeout.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static async Task TrueAsync(Func<bool> condition, string what, TimeSpan? timeout = null) =>
        await TrueAsync(() => Task.FromResult(condition()), what, timeout);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? timeout = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > (timeout ?? KafkaCluster.Timeout)) Assert.Fail($"Not in time: {what}");
            await Task.Delay(Interval, TimeProvider.System);
        }
    }
}
