using Microsoft.Extensions.Time.Testing;
using SupplierWorker;

namespace Kafka.Tests.SupplierWorker;

public sealed class ScheduleTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Nothing_is_due_before_the_first_period_is_over()
    {
        var schedule = new Schedule(TimeSpan.FromSeconds(1), _time);
        _time.Advance(TimeSpan.FromMilliseconds(999));

        Assert.Equal(0, schedule.TakeDue());
    }

    [Fact]
    public void After_the_returned_wait_the_next_event_is_due()
    {
        var schedule = new Schedule(TimeSpan.FromSeconds(1), _time);
        _time.Advance(TimeSpan.FromMicroseconds(1_600_100));
        Assert.Equal(1, schedule.TakeDue());

        var wait = schedule.UntilNext();
        _time.Advance(wait);

        Assert.Equal(TimeSpan.FromMilliseconds(400), wait);
        Assert.Equal(1, schedule.TakeDue());
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.Zero, schedule.UntilNext());
    }

    [Fact]
    public void The_rate_does_not_drift_however_late_a_call_comes()
    {
        var schedule = new Schedule(TimeSpan.FromMilliseconds(1), _time);
        var random = new Random(1);
        var (total, elapsed) = (0, TimeSpan.Zero);

        for (var i = 0; i < 1_000; i++)
        {
            var step = TimeSpan.FromMicroseconds(random.Next(10_000));
            elapsed += step;
            _time.Advance(step);
            total += schedule.TakeDue();
            Assert.Equal((int)elapsed.TotalMilliseconds, total);
        }
    }
}
