using System.Data.Common;
using Contracts;
using Dapper;
using Kafka.Tests.SinkService;
using Messaging;
using Microsoft.Extensions.DependencyInjection;
using SinkService.Database;

namespace Kafka.Tests.Messaging.Sinks;

/// <summary>
/// A table in a database, and services in this process that write page events into it. The table refuses the page <c>refused</c>.
/// </summary>
internal sealed class SinkHost(string topic, TestDatabase database) : IAsyncDisposable
{
    private const string Pages =
        """
        create table pages (
          topic_partition integer not null, record_offset bigint not null, page text not null check (page not like 'refused%'),
          primary key (topic_partition, record_offset)
        )
        """;

    public string Group { get; } = KafkaCluster.NewName("group");

    public string Topic => topic;

    /// <summary>Creates the table for a topic.</summary>
    public static async Task<SinkHost> CreateAsync(string topic, Databases databases)
    {
        var database = await databases.NewWithTablesAsync();
        await database.ExecuteAsync(Pages);
        return new(topic, database);
    }

    /// <summary>Starts a service that writes the records of the topic into the table.</summary>
    public Task<TestService> StartAsync(KafkaCluster cluster, params (string Key, string Value)[] settings)
    {
        var configuration = cluster.Configuration;
        foreach (var (key, value) in settings) configuration[key] = value;
        return TestService.StartAsync(configuration, builder =>
        {
            builder.Services.AddSingleton<ISinkDatabase>(database.Database);
            builder.AddSink<PageEvent, StorePages>(Topics.PageEvents with { Name = Topic }, Group);
        });
    }

    /// <summary>The names of the pages, in the order of their partitions and offsets.</summary>
    public Task<IReadOnlyList<string>> PagesAsync() =>
        database.QueryAsync("select page from pages order by topic_partition, record_offset", row => row.GetString(0));

    /// <summary>The offset of the next record, summed over the partitions.</summary>
    public async Task<long> PositionAsync() =>
        (await database.QueryAsync("select next_offset from sink_positions", row => row.GetInt64(0))).Sum();

    /// <summary>Waits until the table has this many rows, each of a page that it did not have yet.</summary>
    public async Task HasAsync(int count)
    {
        await Eventually.TrueAsync(async () => (await PagesAsync()).Count >= count, $"{count} rows are written");
        var pages = await PagesAsync();
        Assert.Equal(pages.Count, pages.Distinct().Count());
        Assert.Equal(count, pages.Count);
    }

    public Task ExecuteAsync(string sql) => database.ExecuteAsync(sql);

    /// <summary>Begins a transaction that no sink can commit beside.</summary>
    public async Task<DbConnection> BlockAsync()
    {
        var connection = await database.Database.DataSource.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("update sink_positions set epoch = epoch", transaction: transaction);
        return connection;
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private sealed class StorePages(ISinkDatabase database) : ISink<PageEvent>
    {
        private static readonly Table Table = new("pages", ["topic_partition", "record_offset", "page"], Key: ["topic_partition", "record_offset"]);

        public Task WriteAsync(IReadOnlyList<Record<PageEvent>> batch, DbTransaction transaction, CancellationToken cancellationToken) =>
            ((SinkDatabase)database).InsertAsync(
                transaction,
                Table,
                batch,
                static (row, record) =>
                {
                    row.Write(record.Partition);
                    row.Write(record.Offset);
                    row.Write(record.Value.Name);
                },
                cancellationToken);
    }
}
