using Contracts;
using SinkService.Statistics;

namespace Kafka.Tests.SinkService.Statistics;

public abstract class StoreStatisticsTests(Databases databases)
{
    [Fact]
    public async Task The_statistics_of_a_window_are_a_row_per_source_partition_and_their_sum_is_the_total()
    {
        await using var database = await databases.NewWithTablesAsync();

        await StoreAsync(
            database,
            new WindowPartial("P1", Records.Noon, 0, Count: 2, Total: 500, Minimum: 200, Maximum: 300, Users: [1], Offset: 9),
            new WindowPartial("P1", Records.Noon, 1, Count: 1, Total: 900, Minimum: 900, Maximum: 900, Users: [1], Offset: 9),
            new WindowPartial("P2", Records.Noon, 1, Count: 1, Total: 150, Minimum: 150, Maximum: 150, Users: [1], Offset: 9));

        Assert.Equal(3, await database.CountAsync("page_statistics"));
        Assert.Equal([(Records.Noon, "P1", 3, 1400, 200, 900), (Records.Noon, "P2", 1, 150, 150, 150)], await TotalsAsync(database));
    }

    [Fact]
    public async Task Later_statistics_replace_the_earlier_ones_in_the_same_batch_and_in_later_ones()
    {
        await using var database = await databases.NewWithTablesAsync();

        await StoreAsync(database, Records.Partial(count: 1, total: 300), Records.Partial(count: 2, total: 600));
        Assert.Equal((2, 600), Assert.Single((await TotalsAsync(database)).Select(total => (total.Views, total.Total))));

        await StoreAsync(database, Records.Partial(count: 3, total: 900));
        Assert.Equal((3, 900), Assert.Single((await TotalsAsync(database)).Select(total => (total.Views, total.Total))));
    }

    [Fact]
    public async Task Records_that_are_not_about_pages_are_not_stored()
    {
        await using var database = await databases.NewWithTablesAsync();

        await StoreAsync(database, new PartitionProgress(0, 5, Records.Noon, Late: 0), new InstanceReport("i", Records.Noon, Records.Noon, []));

        Assert.Equal(0, await database.CountAsync("page_statistics"));
    }

    [Fact]
    public async Task A_total_beyond_the_largest_number_is_the_largest_number()
    {
        await using var database = await databases.NewWithTablesAsync();

        await StoreAsync(
            database,
            Records.Partial("P1", partition: 0, total: long.MaxValue), Records.Partial("P1", partition: 1, total: long.MaxValue),
            Records.Partial("P2", partition: 0, total: (1L << 62) - 1), Records.Partial("P2", partition: 1, total: (1L << 61) + 1));

        Assert.Equal([long.MaxValue, (1L << 62) + (1L << 61)], (await TotalsAsync(database)).Select(total => total.Total));
    }

    private static Task StoreAsync(TestDatabase database, params StatisticsRecord[] records) => database.WriteAsync(transaction =>
        new StoreStatistics(database).WriteAsync([.. records.Select(record => Records.Of(record))], transaction, CancellationToken.None));

    private static Task<IReadOnlyList<(DateTimeOffset Window, string Page, long Views, long Total, long Minimum, long Maximum)>> TotalsAsync(
        TestDatabase database) => database.QueryAsync(
            "select window_start, page, views, total_ms, min_ms, max_ms from page_totals order by window_start, page",
            row => (
                row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)));
}

public sealed class StoreStatisticsInPostgresTests(PostgresDatabases databases) : StoreStatisticsTests(databases);

public sealed class StoreStatisticsInSqliteTests(SqliteDatabases databases) : StoreStatisticsTests(databases);
