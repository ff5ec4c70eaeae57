using SupplierWorker;

namespace Benchmarks.Baselines;

/// <summary>The minimum work for one event per millisecond: the schedule and the timer of SupplierWorker, without events.</summary>
internal static class BareTimer
{
    public static async Task RunAsync()
    {
        var (time, due, length) = (TimeProvider.System, 0, TimeSpan.FromSeconds(5));
        var schedule = new Schedule(TimeSpan.FromMilliseconds(1), time);
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < length)
        {
            await Task.Delay(schedule.UntilNext(), time);
            due += schedule.TakeDue();
        }

        ChildProgram.Print(due / time.GetElapsedTime(started).TotalSeconds);
    }
}
