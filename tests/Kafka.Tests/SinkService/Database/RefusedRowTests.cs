using System.Data.Common;
using Dapper;
using SinkService.Database;

namespace Kafka.Tests.SinkService.Database;

/// <summary>Errors for which the content of a row is the reason. The row becomes a dead letter.</summary>
public abstract class RefusedRowTests(Databases databases)
{
    private protected static readonly Table Texts = new("texts", ["id", "string"], Key: ["id"]);

    [Fact]
    public async Task A_row_whose_key_is_there_already_is_refused_with_its_whole_batch()
    {
        await using var database = await NewAsync();
        await database.WriteAsync(transaction => InsertAsync(database, transaction, (2, "there")));

        await RefusesAsync(database, (1, "a"), (2, "b"), (3, "c"));

        Assert.Equal(1, await database.CountAsync("texts"));
    }

    [Fact]
    public async Task A_key_that_is_twice_in_a_batch_is_refused()
    {
        await using var database = await NewAsync();

        await RefusesAsync(database, (1, "a"), (1, "b"));
    }

    [Fact]
    public async Task A_row_that_violates_a_check_is_refused()
    {
        await using var database = await NewAsync("check (string <> 'bad')");

        await RefusesAsync(database, (1, "bad"));
    }

    [Fact]
    public Task The_first_half_of_a_surrogate_pair_is_refused_and_the_connection_stays_usable() => RefusesAndGoesOnAsync("x\uD83Ex");

    [Fact]
    public Task The_second_half_of_a_surrogate_pair_is_refused_and_the_connection_stays_usable() => RefusesAndGoesOnAsync("\uDD8A\uD83E");

    private async Task RefusesAndGoesOnAsync(string text)
    {
        await using var database = await NewAsync();
        await using var connection = await database.Database.DataSource.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            var error = await Assert.ThrowsAnyAsync<DbException>(() => InsertAsync(database, transaction, (1, "good"), (2, text)));
            Assert.True(database.Database.IsRefusedRow(error));
        }

        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await InsertAsync(database, transaction, (1, "good"));
            await transaction.CommitAsync();
        }

        Assert.Equal(1, await database.CountAsync("texts"));
    }

    [Fact]
    public async Task An_upsert_refuses_what_an_insert_refuses_except_for_a_key_that_is_there()
    {
        await using var database = await NewAsync("check (string <> 'bad')");
        await database.WriteAsync(transaction => UpsertAsync(database, transaction, (1, "a")));
        await database.WriteAsync(transaction => UpsertAsync(database, transaction, (1, "b")));

        foreach (var text in (string[])["bad", "\uD83E"])
        {
            var error = await Assert.ThrowsAnyAsync<DbException>(
                () => database.WriteAsync(transaction => UpsertAsync(database, transaction, (1, text))));
            Assert.True(database.Database.IsRefusedRow(error), error.Message);
        }
    }

    private protected static Task InsertAsync(SinkDatabase database, DbTransaction transaction, params (int Id, string Text)[] rows) =>
        database.InsertAsync(transaction, Texts, rows, WriteRow, CancellationToken.None);

    /// <summary>Inserts rows and verifies that the database refuses one of them.</summary>
    private protected static async Task<DbException> RefusesAsync(TestDatabase database, params (int Id, string Text)[] rows)
    {
        var error = await Assert.ThrowsAnyAsync<DbException>(() => database.WriteAsync(transaction => InsertAsync(database, transaction, rows)));
        Assert.True(database.Database.IsRefusedRow(error), error.Message);
        return error;
    }

    private protected async Task<TestDatabase> NewAsync(string check = "")
    {
        var database = await databases.NewAsync();
        await database.ExecuteAsync($"create table texts (id integer not null primary key, string text not null {check})");
        return database;
    }

    private static Task UpsertAsync(SinkDatabase database, DbTransaction transaction, params (int Id, string Text)[] rows) =>
        database.UpsertAsync(transaction, Texts, rows, WriteRow, CancellationToken.None);

    private static void WriteRow(IRowWriter writer, (int Id, string Text) row)
    {
        writer.Write(row.Id);
        writer.Write(row.Text);
    }
}

public sealed class RowsRefusedByPostgresTests(PostgresDatabases databases) : RefusedRowTests(databases)
{
    [Fact]
    public async Task A_text_with_the_character_zero_is_refused()
    {
        await using var database = await NewAsync();

        await RefusesAsync(database, (1, "a\0b"));
    }

    [Fact]
    public async Task A_character_that_the_encoding_of_the_database_does_not_have_is_refused()
    {
        await using var database = await NewAsync();
        await database.ExecuteAsync("create database test_latin encoding 'LATIN1' template template0");
        try
        {
            await using var latin = Npgsql.NpgsqlDataSource.Create(database.ConnectionString + ";Database=test_latin");
            await using var connection = await latin.OpenConnectionAsync();
            await connection.ExecuteAsync("create table texts (id integer, string text)");
            var sink = new PostgresDatabase(latin);
            await using var transaction = await connection.BeginTransactionAsync();

            var error = await Assert.ThrowsAnyAsync<DbException>(() => InsertAsync(sink, transaction, (1, "東京")));

            Assert.True(sink.IsRefusedRow(error), error.Message);
        }
        finally
        {
            await database.ExecuteAsync("drop database test_latin with (force)");
        }
    }

    [Fact]
    public async Task A_text_that_is_too_long_for_an_index_is_refused()
    {
        await using var database = await NewAsync();
        await database.ExecuteAsync("create index on texts (string)");
        var incompressible = string.Concat(Enumerable.Range(0, 3_000).Select(number => Convert.ToHexString(BitConverter.GetBytes(number * 7919))));

        await RefusesAsync(database, (1, incompressible));
    }
}

public sealed class RowsRefusedBySqliteTests(SqliteDatabases databases) : RefusedRowTests(databases)
{
    [Fact]
    public async Task A_text_with_the_character_zero_is_stored()
    {
        await using var database = await NewAsync();

        await database.WriteAsync(transaction => InsertAsync(database, transaction, (1, "a\0b")));

        Assert.Equal(["a\0b"], await database.QueryAsync("select string from texts", row => row.GetString(0)));
    }

    [Fact]
    public async Task A_value_of_another_type_is_refused()
    {
        await using var database = await NewAsync();
        await database.ExecuteAsync("drop table texts; create table texts (id integer not null primary key, string integer not null) strict");

        await RefusesAsync(database, (1, "text"));
    }
}
