using SupplierWorker;

namespace Benchmarks.Load;

/// <summary>Runs an action at a constant rate.</summary>
internal static class ConstantRate
{
    /// <summary>Runs the action once per period. After a delay it catches up, so that the rate does not drift.</summary>
    public static async Task RunAsync(Bench bench, TimeSpan period, TimeSpan length, Action act)
    {
        var schedule = new Schedule(period, bench.Time);
        for (var left = (int)(length / period); left > 0;)
        {
            await Task.Delay(schedule.UntilNext(), bench.Time, bench.Stop);
            for (var due = Math.Min(schedule.TakeDue(), left); due > 0; due--, left--) act();
        }
    }
}
