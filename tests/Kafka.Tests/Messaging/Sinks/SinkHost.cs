using System.Data.Common;
using Contracts;
using Messaging;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using SinkService.Database;

namespace Kafka.Tests.Messaging.Sinks;

/// <summary>
/// A table in an SQLite file, and services in this process that write page events into it. The table refuses the page <c>refused</c>.
/// </summary>
internal sealed class SinkHost : IDisposable
{
    private const string Tables =
        """
        create table pages (
          topic_partition integer not null, record_offset integer not null, page text not null check (page not like 'refused%'),
          primary key (topic_partition, record_offset)
        ) strict;
        create table sink_positions (
          sink text not null, topic text not null, topic_partition integer not null, topic_id text, next_offset integer not null, epoch integer not null,
          primary key (sink, topic, topic_partition)
        ) strict;
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sink-");
    private readonly SqliteDataSource _source;

    public SinkHost()
    {
        _source = new($"Data Source={Path.Combine(_directory.FullName, "sink.db")};Pooling=False");
        Execute(Tables);
    }

    public string Group { get; } = KafkaCluster.NewName("group");

    public string Topic { get; private init; } = "";

    /// <summary>Creates the table for a topic.</summary>
    public static SinkHost Of(string topic) => new() { Topic = topic };

    /// <summary>Starts a service that writes the records of the topic into the table.</summary>
    public Task<TestService> StartAsync(KafkaCluster cluster, params (string Key, string Value)[] settings)
    {
        var configuration = cluster.Configuration;
        foreach (var (key, value) in settings) configuration[key] = value;
        return TestService.StartAsync(configuration, builder =>
        {
            builder.Services.AddSingleton<ISinkDatabase>(new SqliteDatabase(_source));
            builder.AddSink<PageEvent, StorePages>(Topics.PageEvents with { Name = Topic }, Group);
        });
    }

    /// <summary>The names of the pages, in the order of their partitions and offsets.</summary>
    public List<string> Pages => Query("select page from pages order by topic_partition, record_offset", row => row.GetString(0));

    /// <summary>The offset of the next record, summed over the partitions.</summary>
    public long Position => Query("select coalesce(sum(next_offset), 0) from sink_positions", row => row.GetInt64(0)).Single();

    /// <summary>Waits until the table has this many rows, each of a page that it did not have yet.</summary>
    public async Task HasAsync(int count, TimeSpan? timeout = null)
    {
        await Eventually.TrueAsync(() => Pages.Count >= count, $"{count} rows are written", timeout);
        Assert.Equal(Pages.Count, Pages.Distinct().Count());
        Assert.Equal(count, Pages.Count);
    }

    public void Execute(string sql)
    {
        using var command = _source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>Begins a transaction, which nobody else can write beside.</summary>
    public DbTransaction BeginTransaction() => _source.OpenConnection().BeginTransaction();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    private List<T> Query<T>(string sql, Func<DbDataReader, T> read)
    {
        using var command = _source.CreateCommand(sql);
        using var rows = command.ExecuteReader();
        var result = new List<T>();
        while (rows.Read()) result.Add(read(rows));
        return result;
    }

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
