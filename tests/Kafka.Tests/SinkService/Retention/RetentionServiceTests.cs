using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SinkService.Events;

namespace Kafka.Tests.SinkService.Retention;

public sealed class RetentionServiceTests(SqliteDatabases databases)
{
    [Fact]
    public async Task Each_minute_the_service_deletes_what_has_become_older_than_the_retention_and_says_how_much()
    {
        await using var database = await databases.NewWithTablesAsync();
        await StoreAsync(database, Records.Noon.AddHours(-2), Records.Noon.AddMinutes(-59.5), Records.Noon);
        var time = new FakeTimeProvider(Records.Noon);

        await using var service = await SinkTestService.StartAsync(database, time, ("Sink:Retention", "01:00:00"));
        await Eventually.TrueAsync(
            () => service.Log.Contains("Information: Deleted 1 events and 0 statistics from before 2026-05-04 11:00:00Z "), "the oldest event is deleted");
        Assert.Equal(2, await database.CountAsync("page_events"));

        await Eventually.TrueAsync(
            async () =>
            {
                if (time.GetUtcNow() < Records.Noon.AddMinutes(5)) time.Advance(TimeSpan.FromMinutes(1));
                return await database.CountAsync("page_events") == 1;
            },
            "the next event is deleted");
    }

    [Fact]
    public async Task Without_a_retention_everything_stays()
    {
        await using var database = await databases.NewWithTablesAsync();
        await StoreAsync(database, DateTimeOffset.MinValue);
        var time = new FakeTimeProvider(Records.Noon);

        await using var service = await SinkTestService.StartAsync(database, time);
        await service.ReadyAsync();
        time.Advance(TimeSpan.FromDays(1));
        await service.StopAsync();

        Assert.Equal(1, await database.CountAsync("page_events"));
    }

    [Fact]
    public async Task A_retention_that_is_not_positive_stops_the_start()
    {
        await using var database = await databases.NewAsync();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => SinkTestService.StartAsync(database, settings: ("Sink:Retention", "00:00:00")));

        Assert.Equal("Sink:Retention must be positive, or not set to keep everything.", Assert.Single(error.Failures));
    }

    private static Task StoreAsync(TestDatabase database, params DateTimeOffset[] instants) =>
        database.WriteAsync(transaction => new StoreEvents(database).WriteAsync(
            [.. instants.Index().Select(item => Records.Of(Records.Event(date: item.Item), 0, item.Index))], transaction, CancellationToken.None));
}
