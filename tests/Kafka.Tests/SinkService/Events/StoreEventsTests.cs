using System.Data.Common;
using Contracts;
using Messaging;
using SinkService.Events;

namespace Kafka.Tests.SinkService.Events;

public abstract class StoreEventsTests(Databases databases)
{
    [Fact]
    public async Task An_event_is_a_row_whose_key_is_its_place_in_the_topic()
    {
        await using var database = await databases.NewWithTablesAsync();
        var first = new AnonymousPageEvent("P1", "hash 1", Records.Noon, 100, DurationClass.Glance);
        var second = new AnonymousPageEvent("", "🦊", DateTimeOffset.MinValue, long.MaxValue, DurationClass.Extended);
        Record<AnonymousPageEvent>[] batch =
            [Records.Of(first, 0, 7, Records.Noon.AddSeconds(1)), Records.Of(second, int.MaxValue, long.MaxValue, Records.Noon)];

        await database.WriteAsync(transaction => new StoreEvents(database).WriteAsync(batch, transaction, CancellationToken.None));

        Assert.Equal(
            [
                (0, 7, "P1", "hash 1", Records.Noon, 100, "glance", Records.Noon.AddSeconds(1)),
                (int.MaxValue, long.MaxValue, "", "🦊", DateTimeOffset.MinValue, long.MaxValue, "extended", Records.Noon),
            ],
            await AllAsync(database));
    }

    [Theory]
    [InlineData(DurationClass.Glance, "glance")]
    [InlineData(DurationClass.Brief, "brief")]
    [InlineData(DurationClass.Medium, "medium")]
    [InlineData(DurationClass.Extended, "extended")]
    public async Task A_duration_class_has_its_name_in_JSON(DurationClass durationClass, string expected)
    {
        await using var database = await databases.NewWithTablesAsync();

        await StoreAsync(database, Records.Of(Records.Event() with { DurationClass = durationClass }));

        Assert.Equal(expected, Assert.Single(await AllAsync(database)).Class);
    }

    [Fact]
    public async Task An_event_that_is_stored_already_is_refused_because_only_wrong_positions_can_bring_it_again()
    {
        await using var database = await databases.NewWithTablesAsync();
        await StoreAsync(database, Records.Of(Records.Event("P1"), 3, 5));

        var error = await Assert.ThrowsAnyAsync<DbException>(
            () => StoreAsync(database, Records.Of(Records.Event("P2"), 3, 4), Records.Of(Records.Event("P2"), 3, 5)));

        Assert.True(database.Database.IsRefusedRow(error));
        Assert.Equal((3, 5, "P1"), Assert.Single((await AllAsync(database)).Select(row => (row.Partition, row.Offset, row.Page))));
    }

    private static Task StoreAsync(TestDatabase database, params Record<AnonymousPageEvent>[] batch) =>
        database.WriteAsync(transaction => new StoreEvents(database).WriteAsync(batch, transaction, CancellationToken.None));

    private static Task<IReadOnlyList<(int Partition, long Offset, string Page, string User, DateTimeOffset At, long Duration, string Class, DateTimeOffset Sent)>>
        AllAsync(TestDatabase database) => database.QueryAsync(
            "select record_partition, record_offset, page, user_hash, viewed_at, duration_ms, duration_class, sent_at from page_events order by 1, 2",
            row => (
                row.GetInt32(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4), row.GetInt64(5),
                row.GetString(6), row.GetFieldValue<DateTimeOffset>(7)));
}

public sealed class StoreEventsInPostgresTests(PostgresDatabases databases) : StoreEventsTests(databases);

public sealed class StoreEventsInSqliteTests(SqliteDatabases databases) : StoreEventsTests(databases);
