using System.Text;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Contracts;
using StreamsService.Processing;

namespace Kafka.Tests.StreamsService.Processing;

public sealed class CountPageEventsTests(KafkaCluster cluster)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly StatisticsTopics _topics = new(cluster, partitions: 1);

    [Fact]
    public async Task An_event_from_the_future_is_dead_lettered_and_makes_no_other_event_late()
    {
        Send(Event("P1", Now));
        Send(Event("P1", Now + TimeSpan.FromHours(1)));
        Send(Event("P1", DateTimeOffset.MaxValue));
        Send(Event("P1", Now));
        await using var instance = ServiceProcess.Start(typeof(CountPageEvents), _topics.Configuration);

        var view = _topics.Read(view => view.Query(new()).Items is [{ Count: 2 }] && view.Progress is [{ Offset: 3 }]);

        Assert.Equal(2, Assert.Single(view.Query(new()).Items).Count);
        Assert.Equal(0, view.Progress[0].Late);
        var dead = cluster.Read($"{_topics.Events}.{_topics.Group}.dead", 2);
        Assert.Equal([1, 2], dead.Select(record => int.Parse(Header(record, "dead-letter.offset"))));
        Assert.All(dead, record => Assert.Matches("^date is .* ahead of the clock", Header(record, "dead-letter.message")));
    }

    [Fact]
    public async Task An_event_whose_window_is_closed_is_dropped_and_counted_as_late()
    {
        Send(Event("before", Now - TimeSpan.FromMinutes(1)));
        Send(Event("now", Now));
        Send(Event("late", Now - TimeSpan.FromMinutes(1)));
        Send(Event("now", Now));
        await using var instance = ServiceProcess.Start(typeof(CountPageEvents), _topics.Configuration);

        var view = _topics.Read(view => view.Query(new() { Page = "now" }).Items is [{ Count: 2 }] && view.Progress is [{ Offset: 3 }]);

        Assert.Equal(["now", "before"], view.Query(new()).Items.Select(it => it.Page));
        Assert.Equal(1, view.Progress[0].Late);
    }

    [Fact]
    public async Task A_short_view_is_not_counted_and_an_invalid_event_is_dead_lettered()
    {
        Send(Event("P1", Now, duration: 100));
        Send(Event("P1", Now, duration: -1));
        Send(Event("P1", Now, duration: 101));
        await using var instance = ServiceProcess.Start(typeof(CountPageEvents), _topics.Configuration);

        var view = _topics.Read(view => view.Query(new()).Items.Count > 0);

        Assert.Equal(101, Assert.Single(view.Query(new()).Items).Total);
        var dead = Assert.Single(cluster.Read($"{_topics.Events}.{_topics.Group}.dead", 1));
        Assert.Equal("duration must not be negative", Header(dead, "dead-letter.message"));
    }

    [Fact]
    public async Task The_record_of_a_window_continues_the_trace_of_its_event()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        Send(Event("P1", Now), ("traceparent", $"00-{Trace}-b7ad6b7169203331-01"));
        var configuration = _topics.Configuration;
        configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9"; // turns tracing on; no collector listens there
        await using var instance = ServiceProcess.Start(typeof(CountPageEvents), configuration);

        var written = cluster.Read(_topics.Statistics, records => records.Any(IsPartial)).First(IsPartial);

        var parts = Header(written, "traceparent").Split('-');
        Assert.Equal(Trace, parts[1]);
        Assert.NotEqual("b7ad6b7169203331", parts[2]);
    }

    [Fact]
    public async Task An_idle_instance_reports_itself_and_ignores_settings_of_other_services()
    {
        var configuration = _topics.Configuration;
        configuration["ProducerApi:RequestsPerSecond"] = "100"; // a setting of another service: services may share one environment
        await using var instance = ServiceProcess.Start(typeof(CountPageEvents), configuration);

        var view = _topics.Read(view => view.Instances(TimeProvider.System.GetUtcNow()) is [{ Partitions: [{ Running: true }] }]);

        Assert.Single(view.Instances(TimeProvider.System.GetUtcNow()));
    }

    [Fact]
    public async Task The_report_of_an_instance_that_is_gone_is_deleted()
    {
        var gone = new InstanceReport("gone:1", Now - TimeSpan.FromHours(1), Now - TimeSpan.FromMinutes(10), []);
        using var producer = cluster.NewProducer<string, byte[]>();
        var value = Topics.PageStatistics.Encode(gone);
        await producer.ProduceAsync(_topics.Statistics, new() { Key = StatisticsKey.Of(gone), Value = value });
        await using var instance = ServiceProcess.Start(typeof(CountPageEvents), _topics.Configuration);

        var written = cluster.Read(_topics.Statistics, records => records.Any(record => record.Message.Value is null));

        Assert.Equal("instance gone:1", Text(Assert.Single(written, record => record.Message.Value is null).Message.Key));
    }

    [Fact]
    public async Task The_records_of_the_output_topic_have_readable_keys_and_typed_values()
    {
        var started = Arrival.Now;
        Send(Event("P1", PageEvents.Noon.AddSeconds(7), duration: 300));
        await using var instance = ServiceProcess.Start(typeof(CountPageEvents), _topics.Configuration);

        var written = cluster.Read(_topics.Statistics, records => records.Any(record => Text(record.Message.Key) == "progress"));

        const string Partial = """{"type":"window","page":"P1","window":"2026-05-04T12:00:05Z","partition":0,"count":1,"total":300,""";
        const string Progress = """^{"type":"progress","partition":0,"offset":0,"streamTime":"2026-05-04T12:00:07Z","late":0,"topicId":"[\w-]{22}"}$""";
        var partial = Assert.Single(written, record => Text(record.Message.Key) == "2026-05-04T12:00:05.000Z P1");
        Assert.StartsWith(Partial + "\"minimum\":300,\"maximum\":300,\"users\":", Text(partial.Message.Value), StringComparison.Ordinal);
        Assert.Contains(written, record => Regex.IsMatch(Text(record.Message.Value), Progress));
        Assert.All(written, record => Arrival.AssertSince(started, record));
    }

    private void Send(PageEvent e, params (string Name, string Value)[] headers)
    {
        using var producer = cluster.NewProducer<string, byte[]>();
        var message = new Message<string, byte[]>
        {
            Key = e.Name,
            Value = Topics.PageEvents.Encode(e),
            Headers = [],
        };
        foreach (var (name, value) in headers) message.Headers.Add(name, Encoding.UTF8.GetBytes(value));
        producer.Produce(new TopicPartition(_topics.Events, 0), message, report => Assert.False(report.Error.IsError, report.Error.Reason));
        producer.Flush(KafkaCluster.Timeout);
    }

    private static PageEvent Event(string page, DateTimeOffset date, long duration = 1_000) => new(page, "U1", date, duration);

    private static bool IsPartial(ConsumeResult<byte[], byte[]> record) =>
        StatisticsKey.TryReadWindow(Text(record.Message.Key), out _, out _);

    private static string Header(ConsumeResult<byte[], byte[]> record, string name) => Text(record.Message.Headers.GetLastBytes(name));

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
