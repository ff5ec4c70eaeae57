using System.Data.Common;
using Dapper;
using LocalProcesses.Postgres;
using Npgsql;
using SinkService.Database;

namespace Kafka.Tests.SinkService.Database;

/// <summary>Errors that are not the fault of a row: the batch is tried again, and no record may become a dead letter because of them.</summary>
public abstract class OtherErrorTests(Databases databases)
{
    private protected static readonly Table Numbers = new("numbers", ["id", "number"], Key: ["id"]);

    [Fact]
    public async Task A_missing_table_is_not_the_fault_of_a_row()
    {
        await using var database = await databases.NewAsync();

        await FailsAsync(database, transaction => InsertAsync(database, transaction, 1));
        await FailsAsync(database, transaction => UpsertAsync(database, transaction, 1));
    }

    [Fact]
    public async Task A_missing_column_is_not_the_fault_of_a_row()
    {
        await using var database = await databases.NewAsync();
        await database.ExecuteAsync("create table numbers (id integer primary key)");

        await FailsAsync(database, transaction => InsertAsync(database, transaction, 1));
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_not_the_fault_of_a_row()
    {
        await using var database = await databases.NewMissingAsync();

        await FailsAsync(database, _ => Task.CompletedTask);
    }

    [Fact]
    public async Task A_session_that_may_only_read_is_not_the_fault_of_a_row()
    {
        await using var database = await NewAsync();
        var readOnly = databases is PostgresDatabases ? "set transaction read only" : "pragma query_only = on";

        await FailsAsync(database, async transaction =>
        {
            await transaction.Connection!.ExecuteAsync(readOnly, transaction: transaction);
            await InsertAsync(database, transaction, 1);
        });
    }

    private protected static Task InsertAsync(SinkDatabase database, DbTransaction transaction, params int[] numbers) =>
        database.InsertAsync(transaction, Numbers, numbers, WriteRow, CancellationToken.None);

    private protected static Task UpsertAsync(SinkDatabase database, DbTransaction transaction, params int[] numbers) =>
        database.UpsertAsync(transaction, Numbers, numbers, WriteRow, CancellationToken.None);

    private protected static async Task<DbException> FailsAsync(TestDatabase database, Func<DbTransaction, Task> write)
    {
        var error = await Assert.ThrowsAnyAsync<DbException>(() => database.WriteAsync(write));
        Assert.False(database.Database.IsRefusedRow(error), error.Message);
        return error;
    }

    private protected async Task<TestDatabase> NewAsync()
    {
        var database = await databases.NewAsync();
        await database.ExecuteAsync("create table numbers (id integer not null primary key, number bigint not null)");
        return database;
    }

    private static void WriteRow(IRowWriter writer, int number)
    {
        writer.Write(number);
        writer.Write((long)number);
    }
}

public sealed class OtherErrorsOfPostgresTests(PostgresDatabases databases) : OtherErrorTests(databases)
{
    [Fact]
    public async Task A_missing_right_is_not_the_fault_of_a_row()
    {
        await using var database = await NewAsync();
        var role = $"reader_{Guid.NewGuid():n}";
        await database.ExecuteAsync($"create role {role}");

        await FailsAsync(database, async transaction =>
        {
            await transaction.Connection!.ExecuteAsync($"set local role {role}");
            await InsertAsync(database, transaction, 1);
        });
        await database.ExecuteAsync($"drop role {role}");
    }

    [Fact]
    public async Task A_column_of_another_type_is_not_the_fault_of_a_row()
    {
        await using var database = await NewAsync();
        await database.ExecuteAsync("alter table numbers alter column number type integer");

        await FailsAsync(database, transaction => InsertAsync(database, transaction, 1));
    }

    [Fact]
    public async Task A_deadlock_is_not_the_fault_of_a_row()
    {
        await using var database = await NewAsync();
        await database.WriteAsync(transaction => InsertAsync(database, transaction, 1, 2));
        await using var connection = await database.Database.DataSource.OpenConnectionAsync();
        await using var other = await connection.BeginTransactionAsync();
        await UpsertAsync(database, other, 2);

        Task waiting = Task.CompletedTask;
        DbException? error = null;
        try
        {
            await database.WriteAsync(async transaction =>
            {
                await UpsertAsync(database, transaction, 1);
                waiting = UpsertAsync(database, other, 1);
                await UpsertAsync(database, transaction, 2);
            });
            await waiting;
        }
        catch (DbException e)
        {
            error = e; // of one of the two; the other one succeeds
        }

        Assert.Equal(PostgresErrorCodes.DeadlockDetected, Assert.IsType<PostgresException>(error).SqlState);
        Assert.False(database.Database.IsRefusedRow(error));
        await Record.ExceptionAsync(() => waiting);
    }

    [Fact]
    public async Task Upserts_of_the_same_rows_in_any_order_do_not_deadlock()
    {
        await using var database = await NewAsync();
        var numbers = Enumerable.Range(0, 500).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            for (var batch = 0; batch < 10; batch++)
            {
                var shuffled = numbers.ToArray();
                random.Shuffle(shuffled);
                await database.WriteAsync(transaction => UpsertAsync(database, transaction, shuffled));
            }
        })));

        Assert.Equal(numbers.Length, await database.CountAsync("numbers"));
    }

    [Fact]
    public async Task A_serialization_failure_is_not_the_fault_of_a_row()
    {
        await using var database = await NewAsync();
        await database.WriteAsync(transaction => InsertAsync(database, transaction, 1));

        var error = await FailsAsync(database, async transaction =>
        {
            await transaction.Connection!.ExecuteAsync("set transaction isolation level repeatable read; select count(*) from numbers");
            await database.WriteAsync(other => UpsertAsync(database, other, 1));
            await UpsertAsync(database, transaction, 1);
        });

        Assert.Equal(PostgresErrorCodes.SerializationFailure, ((PostgresException)error).SqlState);
    }

    [Fact]
    public async Task A_connection_that_is_ended_in_the_middle_of_a_batch_is_not_the_fault_of_a_row()
    {
        await using var database = await NewAsync();

        await FailsAsync(database, async transaction =>
        {
            await database.ExecuteAsync($"select pg_terminate_backend({((NpgsqlConnection)transaction.Connection!).ProcessID})");
            await InsertAsync(database, transaction, [.. Enumerable.Range(0, 100_000)]);
        });

        await database.WriteAsync(transaction => InsertAsync(database, transaction, 1));
        Assert.Equal(1, await database.CountAsync("numbers"));
    }

    [Fact]
    public async Task A_server_that_is_killed_in_the_middle_of_a_batch_is_not_the_fault_of_a_row_and_loses_nothing_that_was_committed()
    {
        PostgresDatabases.SkipUnlessInstalled();
        await using var server = await PostgresServer.StartNewAsync();
        await using var source = NpgsqlDataSource.Create(server.ConnectionString());
        await using var database = new TestDatabase(
            server.ConnectionString(), new PostgresDatabase(source), () => Task.CompletedTask, () => ValueTask.CompletedTask);
        await database.ExecuteAsync("create table numbers (id integer not null primary key, number bigint not null)");
        await database.WriteAsync(transaction => InsertAsync(database, transaction, 1));

        await FailsAsync(database, async transaction =>
        {
            await InsertAsync(database, transaction, 2);
            await server.KillAsync();
            await InsertAsync(database, transaction, [.. Enumerable.Range(3, 100_000)]);
        });

        await server.StartAsync();
        await Eventually.TrueAsync(
            async () => await Record.ExceptionAsync(() => database.CountAsync("numbers")) is null, "no pooled connection is broken any more");
        Assert.Equal(1, await database.CountAsync("numbers"));
    }
}

public sealed class OtherErrorsOfSqliteTests(SqliteDatabases databases) : OtherErrorTests(databases)
{
    [Fact]
    public async Task A_full_disk_is_not_the_fault_of_a_row()
    {
        await using var database = await NewAsync();

        await FailsAsync(database, async transaction =>
        {
            await transaction.Connection!.ExecuteAsync("pragma max_page_count = 10", transaction: transaction);
            await InsertAsync(database, transaction, [.. Enumerable.Range(0, 100_000)]);
        });
    }

    [Fact]
    public async Task A_database_that_another_program_locks_is_not_the_fault_of_a_row()
    {
        await using var database = await NewAsync();
        await using var connection = await database.Database.DataSource.OpenConnectionAsync();
        await using var other = await connection.BeginTransactionAsync();
        await using var waiting = new SqliteDataSource($"{database.ConnectionString};Default Timeout=1");
        await using var second = await waiting.OpenConnectionAsync();
        await second.ExecuteAsync("pragma busy_timeout = 1");

        var error = await Assert.ThrowsAnyAsync<DbException>(async () => await second.BeginTransactionAsync());

        Assert.False(database.Database.IsRefusedRow(error), error.Message);
    }
}
