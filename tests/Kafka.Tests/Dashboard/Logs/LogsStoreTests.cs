using Dashboard.Telemetry;
using Dashboard.Telemetry.Logs;

namespace Kafka.Tests.Dashboard.Logs;

public sealed class LogsStoreTests
{
    [Fact]
    public void The_oldest_records_go_when_there_are_too_many_and_are_counted()
    {
        var store = Store(new() { MaxLogCount = 3 }, Enumerable.Range(1, 5).Select(i => Record($"message {i}")));

        Assert.Equal(["message 3", "message 4", "message 5"], store.All.Select(record => record.Message));
        Assert.Equal(2, store.Dropped);
        Assert.Equal(store.All.Sum(record => (long)record.Bytes), store.Bytes);
    }

    [Fact]
    public void The_oldest_records_go_when_all_take_too_many_bytes()
    {
        var limits = new TelemetryLimits { MaxLogBytes = 100_000 };
        var store = Store(limits, Enumerable.Range(0, 200).Select(i => Record(new string('x', 1_000))));

        Assert.InRange(store.Bytes, 1, limits.MaxLogBytes);
        Assert.Equal(200 - store.All.Count, store.Dropped);
        Assert.NotEmpty(store.All);
    }

    [Fact]
    public void A_record_that_is_larger_than_everything_may_be_is_not_kept()
    {
        var store = Store(new() { MaxLogBytes = 1_000 }, [Record(new string('x', 1_000))]);

        Assert.Equal((0, 1, 0), (store.All.Count, store.Dropped, store.Bytes));
    }

    [Fact]
    public void A_record_is_found_by_the_number_it_was_given_while_it_is_kept()
    {
        var store = Store(new() { MaxLogCount = 2 }, Enumerable.Range(1, 5).Select(i => Record($"message {i}")));

        Assert.Equal("message 4", store.Find(4)?.Message);
        Assert.Equal("message 5", store.Find(5)?.Message);
        Assert.Null(store.Find(3));
        Assert.Null(store.Find(6));
        Assert.Null(new LogStore(new()).Find(1));
    }

    internal static LogRecord Record(string message, Severity severity = Severity.Information, string service = "me") =>
        new(0, new(service, ""), PageEvents.Noon, severity, "Shop.Orders", message);

    private static LogStore Store(TelemetryLimits limits, IEnumerable<LogRecord> records)
    {
        var store = new LogStore(limits);
        foreach (var record in records)
            store.Add([record]);

        return store;
    }
}
