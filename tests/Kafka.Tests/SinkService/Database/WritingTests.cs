using System.Data.Common;
using SinkService.Database;

namespace Kafka.Tests.SinkService.Database;

public abstract class WritingTests(Databases databases)
{
    private static readonly Table Values = new("all_values", ["id", "number", "string", "instant"], Key: ["id"]);

    public static readonly TheoryData<int, long, string, DateTimeOffset> Extremes = new()
    {
        { 0, 0, "", Records.Noon },
        { int.MinValue, long.MinValue, " \t\r\n'\"\\;-- %", DateTimeOffset.MinValue },
        { int.MaxValue, long.MaxValue, "Zoë 🦊 東京 e\u0301 \uFFFF", new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero).AddTicks(9_999_990) },
        { 1, -1, new string('x', 1_000_000), new DateTimeOffset(2026, 5, 4, 14, 0, 0, 123, 456, TimeSpan.FromHours(2)) },
        { 2, 1, "null", DateTimeOffset.UnixEpoch.AddTicks(-10) },
    };

    [Theory, MemberData(nameof(Extremes))]
    public async Task A_row_arrives_exactly_as_it_was_given(int id, long number, string text, DateTimeOffset instant)
    {
        await using var database = await NewAsync();

        await database.WriteAsync(transaction => InsertAsync(database, transaction, new Row(id, number, text, instant)));

        var stored = Assert.Single(await AllAsync(database));
        Assert.Equal(new(id, number, text, instant), stored);
        Assert.Equal(TimeSpan.Zero, stored.Instant.Offset);
    }

    [Fact]
    public async Task Instants_are_ordered_by_time()
    {
        await using var database = await NewAsync();
        DateTimeOffset[] instants =
        [
            DateTimeOffset.MinValue, Records.Noon.ToOffset(TimeSpan.FromHours(-10)), Records.Noon.AddTicks(10), Records.Noon.AddMilliseconds(100),
            Records.Noon.AddMilliseconds(110), Records.Noon.AddSeconds(1), DateTimeOffset.MaxValue.AddTicks(-9),
        ];

        await database.WriteAsync(transaction => InsertAsync(
            database, transaction, [.. instants.Index().Reverse().Select(item => new Row(item.Index, 0, "", item.Item))]));

        Assert.Equal(Enumerable.Range(0, instants.Length), (await AllAsync(database, "instant")).Select(row => row.Id));
    }

    [Fact]
    public async Task A_row_replaces_the_one_with_its_key_and_the_last_of_a_batch_stays()
    {
        await using var database = await NewAsync();
        await database.WriteAsync(transaction => UpsertAsync(database, transaction, At(1, 10, "old"), At(2, 20, "old"), At(3, 30, "untouched")));

        await database.WriteAsync(transaction => UpsertAsync(
            database, transaction, At(2, 21, "first"), At(1, 11, "new"), At(4, 40, "added"), At(2, 22, "second"), At(2, 5, "last")));

        Assert.Equal([At(1, 11, "new"), At(2, 5, "last"), At(3, 30, "untouched"), At(4, 40, "added")], await AllAsync(database));
    }

    [Fact]
    public async Task Texts_of_any_length_do_not_change_which_row_is_the_last()
    {
        await using var database = await NewAsync();
        var rows = Enumerable.Range(0, 2_000).Select(number => At(number % 7, number, new string('x', number * 37 % 3_000))).ToArray();

        await database.WriteAsync(transaction => UpsertAsync(database, transaction, rows));

        Assert.Equal(rows[^7..].OrderBy(row => row.Id), await AllAsync(database));
    }

    [Fact]
    public async Task A_transaction_can_have_several_batches()
    {
        await using var database = await NewAsync();

        await database.WriteAsync(async transaction =>
        {
            await InsertAsync(database, transaction, At(1, 1, "a"));
            await UpsertAsync(database, transaction, At(1, 2, "b"), At(2, 2, "b"));
            await UpsertAsync(database, transaction, At(2, 3, "c"));
            await InsertAsync(database, transaction, At(3, 3, "c"));
        });

        Assert.Equal([At(1, 2, "b"), At(2, 3, "c"), At(3, 3, "c")], await AllAsync(database));
    }

    [Fact]
    public async Task A_batch_without_rows_changes_nothing()
    {
        await using var database = await NewAsync();

        await database.WriteAsync(async transaction =>
        {
            await InsertAsync(database, transaction);
            await UpsertAsync(database, transaction);
        });

        Assert.Empty(await AllAsync(database));
    }

    [Fact]
    public async Task A_transaction_that_is_rolled_back_leaves_nothing_and_can_be_repeated()
    {
        await using var database = await NewAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => database.WriteAsync(async transaction =>
        {
            await InsertAsync(database, transaction, At(1, 1, "a"));
            await UpsertAsync(database, transaction, At(2, 1, "a"));
            throw new TimeoutException();
        }));
        Assert.Empty(await AllAsync(database));

        await database.WriteAsync(async transaction =>
        {
            await InsertAsync(database, transaction, At(1, 1, "a"));
            await UpsertAsync(database, transaction, At(2, 1, "a"));
        });

        Assert.Equal([At(1, 1, "a"), At(2, 1, "a")], await AllAsync(database));
    }

    [Fact]
    public async Task A_cancelled_batch_ends_and_its_connection_can_be_used_again()
    {
        await using var database = await NewAsync();
        using var cancellation = new CancellationTokenSource();
        var rows = Enumerable.Range(0, 10_000).Select(number => At(number, number, "x")).ToList();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.WriteAsync(transaction => database.Database.InsertAsync(
            transaction, Values, rows, (writer, row) => { WriteRow(writer, row); if (row.Id == 5_000) cancellation.Cancel(); }, cancellation.Token)));

        Assert.Empty(await AllAsync(database));
        await database.WriteAsync(transaction => InsertAsync(database, transaction, At(1, 1, "a")));
        Assert.Single(await AllAsync(database));
    }

    private async Task<TestDatabase> NewAsync()
    {
        var database = await databases.NewAsync();
        var instant = databases is PostgresDatabases ? "timestamptz" : "text";
        await database.ExecuteAsync(
            $"create table all_values (id integer not null primary key, number bigint not null, string text not null, instant {instant} not null)");
        return database;
    }

    private static Row At(int id, long number, string text) => new(id, number, text, Records.Noon);

    private static Task InsertAsync(SinkDatabase database, DbTransaction transaction, params Row[] rows) =>
        database.InsertAsync(transaction, Values, rows, WriteRow, CancellationToken.None);

    private static Task UpsertAsync(SinkDatabase database, DbTransaction transaction, params Row[] rows) =>
        database.UpsertAsync(transaction, Values, rows, WriteRow, CancellationToken.None);

    private static void WriteRow(IRowWriter writer, Row row)
    {
        writer.Write(row.Id);
        writer.Write(row.Number);
        writer.Write(row.Text);
        writer.Write(row.Instant);
    }

    private static Task<IReadOnlyList<Row>> AllAsync(TestDatabase database, string order = "id") => database.QueryAsync(
        $"select id, number, string, instant from all_values order by {order}",
        row => new Row(row.GetInt32(0), row.GetInt64(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)));

    private sealed record Row(int Id, long Number, string Text, DateTimeOffset Instant);
}

public sealed class WritingToPostgresTests(PostgresDatabases databases) : WritingTests(databases);

public sealed class WritingToSqliteTests(SqliteDatabases databases) : WritingTests(databases);
