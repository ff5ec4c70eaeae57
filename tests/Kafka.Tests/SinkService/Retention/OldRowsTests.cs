using Contracts;
using Microsoft.Extensions.Time.Testing;
using SinkService.Database;
using SinkService.Events;
using SinkService.Retention;
using SinkService.Statistics;

namespace Kafka.Tests.SinkService.Retention;

public abstract class OldRowsTests(Databases databases)
{
    private static readonly DateTimeOffset Noon = Records.Noon;

    [Fact]
    public async Task Only_what_is_old_is_deleted()
    {
        await using var database = await databases.NewWithTablesAsync();
        await StoreAsync(database, DateTimeOffset.MinValue, Noon.AddDays(-1), Noon.AddTicks(-10), Noon, Noon.AddDays(1), DateTimeOffset.MaxValue);

        var deleted = await new OldRows(database, TimeProvider.System).DeleteAsync(Noon, CancellationToken.None);

        Assert.Equal(new(3, 3), deleted);
        foreach (var (table, instant) in (IEnumerable<(string, string)>)[("page_events", "viewed_at"), ("page_statistics", "window_start")])
        {
            var left = await database.QueryAsync($"select {instant} from {table} order by 1", row => row.GetFieldValue<DateTimeOffset>(0));
            Assert.Equal([Noon, Noon.AddDays(1)], left.Take(2));
            Assert.Equal(3, left.Count);
        }
    }

    [Fact]
    public async Task Rows_are_deleted_in_steps_with_the_oldest_first_and_writers_go_on_between_them()
    {
        await using var database = await databases.NewWithTablesAsync();
        await StoreAsync(database, [.. Enumerable.Range(1, 25).Select(hours => Noon.AddHours(-hours))]);
        var time = new FakeTimeProvider();

        var deleting = new OldRows(database, time, rowsPerStep: 10).DeleteAsync(Noon, CancellationToken.None);
        await Eventually.TrueAsync(async () => await database.CountAsync("page_events") == 15, "the first step is done");

        Assert.Equal([Noon.AddHours(-15)], await database.QueryAsync(
            "select viewed_at from page_events order by 1 limit 1", row => row.GetFieldValue<DateTimeOffset>(0)));
        await database.WriteAsync(transaction => new StoreEvents(database).WriteAsync(
            [Records.Of(Records.Event(), 7, 7)], transaction, CancellationToken.None));
        Assert.Equal(16, await database.CountAsync("page_events"));
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return deleting.IsCompleted;
            },
            "all steps are done");

        Assert.Equal(new(25, 25), await deleting);
        Assert.Equal(1, await database.CountAsync("page_events"));
    }

    [Fact]
    public async Task Several_instances_delete_each_row_once()
    {
        await using var database = await databases.NewWithTablesAsync();
        await StoreAsync(database, [.. Enumerable.Range(1, 200).Select(hours => Noon.AddHours(-hours))]);

        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => new OldRows(database, TimeProvider.System, rowsPerStep: 10).DeleteAsync(Noon, CancellationToken.None))));

        Assert.Equal(200 - await database.CountAsync("page_events"), all.Sum(deleted => deleted.Events));
        Assert.Equal(200 - await database.CountAsync("page_statistics"), all.Sum(deleted => deleted.Statistics));
        await new OldRows(database, TimeProvider.System).DeleteAsync(Noon, CancellationToken.None);
        Assert.Equal(0, await database.CountAsync("page_events"));
    }

    private static async Task StoreAsync(TestDatabase database, params DateTimeOffset[] instants)
    {
        await database.WriteAsync(async transaction =>
        {
            await new StoreEvents(database).WriteAsync(
                [.. instants.Index().Select(item => Records.Of(Records.Event(date: item.Item), 0, item.Index))], transaction, CancellationToken.None);
            await new StoreStatistics(database).WriteAsync(
                [.. instants.Select(instant => Records.Of<StatisticsRecord>(Records.Partial(window: instant)))],
                transaction, CancellationToken.None);
        });
    }
}

public sealed class OldRowsInPostgresTests(PostgresDatabases databases) : OldRowsTests(databases)
{
    private readonly Databases _databases = databases;

    [Fact]
    public async Task Nothing_is_deleted_while_another_instance_is_at_it()
    {
        await using var database = await _databases.NewWithTablesAsync();
        await database.WriteAsync(transaction => new StoreEvents(database).WriteAsync(
            [Records.Of(Records.Event(date: Records.Noon.AddDays(-1)))], transaction, CancellationToken.None));

        await database.WriteAsync(async transaction =>
        {
            Assert.True(await database.Database.TryLockAsync(transaction, DatabaseLock.Retention, CancellationToken.None));
            Assert.Equal(new(0, 0), await new OldRows(database, TimeProvider.System).DeleteAsync(Records.Noon, CancellationToken.None));
        });

        Assert.Equal(new(1, 0), await new OldRows(database, TimeProvider.System).DeleteAsync(Records.Noon, CancellationToken.None));
    }
}

public sealed class OldRowsInSqliteTests(SqliteDatabases databases) : OldRowsTests(databases);
