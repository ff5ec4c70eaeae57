using SinkService.Database;

namespace Kafka.Tests.SinkService.Database;

public abstract class ExpressionTests(Databases databases)
{
    private static readonly DateTimeOffset Noon = Records.Noon;

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 30, 999.9)]
    [InlineData(59, 59, 999)]
    public async Task A_bucket_begins_at_the_full_minute_hour_or_day_of_UTC(int minutes, int seconds, double milliseconds)
    {
        var instant = Noon.AddHours(11).AddMinutes(minutes).AddSeconds(seconds).AddMilliseconds(milliseconds);

        Assert.Equal(Noon.AddHours(11).AddMinutes(minutes), await BucketAsync(instant, TimeBucket.Minute));
        Assert.Equal(Noon.AddHours(11), await BucketAsync(instant, TimeBucket.Hour));
        Assert.Equal(Noon.AddHours(-12), await BucketAsync(instant, TimeBucket.Day));
    }

    [Fact]
    public async Task The_first_and_the_last_instant_of_the_calendar_have_buckets()
    {
        Assert.Equal(DateTimeOffset.MinValue, await BucketAsync(DateTimeOffset.MinValue, TimeBucket.Day));
        Assert.Equal(
            new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero), await BucketAsync(DateTimeOffset.MaxValue.AddTicks(-9), TimeBucket.Day));
    }

    [Fact]
    public async Task The_time_zone_of_a_session_does_not_change_buckets()
    {
        if (databases is not PostgresDatabases) return; // SQLite has no such setting

        await using var database = await NewAsync(Noon.AddHours(11));
        var rows = await database.QueryAsync(
            $"set time zone 'Asia/Kolkata'; select {database.Database.Bucket("viewed_at", TimeBucket.Day)} from page_events",
            row => row.GetFieldValue<DateTimeOffset>(0));

        Assert.Equal([Noon.AddHours(-12)], rows);
    }

    private async Task<DateTimeOffset> BucketAsync(DateTimeOffset instant, TimeBucket bucket)
    {
        await using var database = await NewAsync(instant);
        var rows = await database.QueryAsync(
            $"select {database.Database.Bucket("viewed_at", bucket)} from page_events", row => row.GetFieldValue<DateTimeOffset>(0));
        return Assert.Single(rows);
    }

    private async Task<TestDatabase> NewAsync(DateTimeOffset instant)
    {
        var database = await databases.NewWithTablesAsync();
        await database.WriteAsync(transaction => new global::SinkService.Events.StoreEvents(database).WriteAsync(
            [Records.Of(Records.Event(date: instant))], transaction, CancellationToken.None));
        return database;
    }
}

public sealed class PostgresExpressionTests(PostgresDatabases databases) : ExpressionTests(databases);

public sealed class SqliteExpressionTests(SqliteDatabases databases) : ExpressionTests(databases);
