using System.Text;
using Confluent.Kafka;
using Contracts;
using Kafka.Tests.ProducerApi;
using StreamsService.Processing;

namespace Kafka.Tests.StreamsService;

/// <summary>What the statistics do with a month of events that are published afterwards.</summary>
public sealed class BackfillTests(KafkaCluster cluster)
{
    private const int Days = 30;
    private const int EventsPerDay = 48;
    private const int Events = Days * EventsPerDay;
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1) / EventsPerDay;
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly StatisticsTopics _topics = new(cluster, partitions: 2);

    [Fact]
    public async Task A_month_of_events_in_order_is_counted_completely_and_its_latest_windows_are_kept()
    {
        await PostAsync(Month("P1"));
        await using var instance = ServiceProcess.Start(typeof(CountPageEvents), _topics.Configuration);

        var written = await ReadAsync(written => CountOf(written) == Events && Kept(written).Count < 10);

        Assert.Equal(0, LateOf(written));
        Assert.InRange(Kept(written).Count, 2, 4); // an hour has two of these events
    }

    [Fact]
    public async Task All_windows_of_a_month_are_kept_with_a_retention_of_a_month()
    {
        await PostAsync(Month("P1"));
        var configuration = _topics.Configuration;
        configuration["Statistics:Window"] = "01:00:00";
        configuration["Statistics:Retention"] = "31.00:00:00";
        await using var instance = ServiceProcess.Start(typeof(CountPageEvents), configuration);

        var written = await ReadAsync(written => CountOf(written) == Events);

        Assert.InRange(Kept(written).Count, Days * 24, (Days * 24) + 1);
    }

    [Fact]
    public async Task A_month_of_events_behind_a_current_one_is_late_in_that_partition_only()
    {
        Produce(0, [new("live", "U1", Now, 1_000), .. Month("P1"), new("live", "U1", Now, 1_000)]);
        Produce(1, Month("P2"));
        await using var instance = ServiceProcess.Start(typeof(CountPageEvents), _topics.Configuration);

        var written = await ReadAsync(written => CountOf(written) + LateOf(written) == (2 * Events) + 2);

        Assert.Equal(Events, LateOf(written));
        Assert.Equal(2, CountOf(written, "live"));
        Assert.Equal(Events, CountOf(written, "P2"));
    }

    /// <summary>Events at equal intervals, from a month ago until now.</summary>
    private static IReadOnlyList<PageEvent> Month(string page) =>
        [.. Enumerable.Range(0, Events).Select(i => new PageEvent(page, $"U{i % 7}", Now - ((Events - i) * Interval), 1_000))];

    private async Task PostAsync(IEnumerable<PageEvent> events)
    {
        await using var api = RunningApi.Start(cluster.Configuration, _topics.Events, []);
        var responses = await api.StreamAsync(string.Join('\n', events.Select(e => Encoding.UTF8.GetString(Topics.PageEvents.Encode(e)))));
        Assert.All(responses, response => Arrival.AssertSince(Now.AddMilliseconds(-1), response.GetProperty("timestamp").GetDateTimeOffset()));
    }

    private void Produce(int partition, IEnumerable<PageEvent> events)
    {
        using var producer = cluster.NewProducer<string, byte[]>();
        foreach (var e in events) StatisticsTopics.Send(producer, new(_topics.Events, partition), e);
        producer.Flush(KafkaCluster.Timeout);
    }

    /// <summary>Reads the output topic until a condition holds.</summary>
    private async Task<IReadOnlyList<ConsumeResult<byte[], byte[]>>> ReadAsync(Func<IReadOnlyList<ConsumeResult<byte[], byte[]>>, bool> isComplete)
    {
        IReadOnlyList<ConsumeResult<byte[], byte[]>> written = [];
        await Eventually.TrueAsync(() => isComplete(written = cluster.ReadToEnd(_topics.Statistics)), "all events are counted or late");
        return written;
    }

    private static long CountOf(IEnumerable<ConsumeResult<byte[], byte[]>> written, string? page = null) =>
        (from partial in ValuesOf<WindowPartial>(written)
         where page is null || partial.Page == page
         group partial.Count by (partial.Partition, partial.Page, partial.Window) into counts
         select counts.Max()).Sum();

    private static long LateOf(IEnumerable<ConsumeResult<byte[], byte[]>> written) =>
        ValuesOf<PartitionProgress>(written).GroupBy(progress => progress.Partition).Sum(same => same.Max(progress => progress.Late));

    /// <summary>The windows that no tombstone has deleted.</summary>
    private static IReadOnlyList<string> Kept(IEnumerable<ConsumeResult<byte[], byte[]>> written) =>
        [.. from record in written
            group record by Encoding.UTF8.GetString(record.Message.Key) into same
            where StatisticsKey.TryReadWindow(same.Key, out _, out _) && same.Last().Message.Value is not null
            select same.Key];

    private static IEnumerable<T> ValuesOf<T>(IEnumerable<ConsumeResult<byte[], byte[]>> written) =>
        written.Where(record => record.Message.Value is not null).Select(record => Topics.PageStatistics.Decode(record.Message.Value)).OfType<T>();
}
