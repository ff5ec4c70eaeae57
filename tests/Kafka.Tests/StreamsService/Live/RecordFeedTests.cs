using System.Text;
using System.Threading.Channels;
using Confluent.Kafka;
using Messaging.Reading;
using StreamsService.Live;
using StreamsService.Live.Records;

namespace Kafka.Tests.StreamsService.Live;

public sealed class RecordFeedTests
{
    private const string Path = "/records?topic=page-events";

    private readonly Source _source = new();

    [Fact]
    public async Task A_topic_is_read_once_whatever_the_number_of_listeners()
    {
        await using var app = await RunningStreams.StartAsync(_source);
        var clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.ListenAsync(Path)));
        var reading = await _source.NextAsync();

        reading.Receive("a");
        foreach (var client in clients)
        {
            var batch = await client.NextAsync("records");
            Assert.Equal("a", batch.GetProperty("records")[0].GetProperty("value").GetString());
        }

        Assert.Equal(1, _source.Started);
        foreach (var client in clients) await client.DisposeAsync();
    }

    [Fact]
    public async Task Reading_ends_30_s_after_the_last_listener_and_restarts_with_the_next()
    {
        await using var app = await RunningStreams.StartAsync(_source);
        Reading reading;
        await using (await app.ListenAsync(Path)) reading = await _source.NextAsync();
        reading.Receive("a");
        await Eventually.TrueAsync(() => app.Get<Listeners>().Count == 0, "the listener is removed");

        for (var second = 0; second < 29; second++) app.Second();
        await using (await app.ListenAsync(Path)) Assert.False(reading.Ended.IsCompleted);
        await Eventually.TrueAsync(() => app.Get<Listeners>().Count == 0, "the listener is removed");
        Assert.Equal(1, _source.Started);

        await Eventually.TrueAsync(
            () =>
            {
                app.Second();
                return reading.Ended.IsCompleted;
            },
            "the feed has stopped reading");
        await using var next = await app.ListenAsync(Path);
        Assert.NotSame(reading, await _source.NextAsync());
    }

    [Fact]
    public async Task Reading_continues_as_long_as_there_is_a_listener()
    {
        await using var app = await RunningStreams.StartAsync(_source);
        await using var client = await app.ListenAsync(Path);
        var reading = await _source.NextAsync();
        reading.Receive("a");
        await client.NextAsync("records");

        for (var second = 0; second < 60; second++) app.Second();
        await client.NextAsync("heartbeat"); // the feed has checked the time at least once
        reading.Receive("b");

        await client.NextAsync("records");
        Assert.False(reading.Ended.IsCompleted);
    }

    [Fact]
    public async Task Reading_ends_when_the_host_stops()
    {
        await using var app = await RunningStreams.StartAsync(_source);
        await using var client = await app.ListenAsync(Path);
        var reading = await _source.NextAsync();

        app.StopApplication();

        await reading.Ended.WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
        await client.EndAsync();
    }

    [Fact]
    public async Task An_error_is_sent_to_all_listeners_and_the_next_one_starts_a_new_attempt()
    {
        await using var app = await RunningStreams.StartAsync(_source);
        await using var one = await app.ListenAsync(Path);
        await using var other = await app.ListenAsync(Path);

        (await _source.NextAsync()).Fail(new KafkaException(ErrorCode.TopicAuthorizationFailed));

        foreach (var client in new[] { one, other })
        {
            var error = await client.NextAsync("error");
            Assert.Equal("""{"title":"The topic can't be read.","detail":"Broker: Topic authorization failed"}""", error.GetRawText());
            await client.EndAsync();
        }

        await using var next = await app.ListenAsync(Path);
        (await _source.NextAsync()).Receive("a");
        await next.NextAsync("records");
    }

    [Fact]
    public async Task The_feed_ends_when_the_topic_can_not_be_read_for_10_s()
    {
        await using var app = await RunningStreams.StartAsync(_source);
        await using var client = await app.ListenAsync(Path);
        await _source.NextAsync();

        var error = client.NextAsync("error");
        await Eventually.TrueAsync(
            () =>
            {
                app.Second();
                return error.IsCompleted;
            },
            "the feed has ended with an error");

        Assert.Contains("page-events", (await error).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.True(app.Time.GetUtcNow() - PageEvents.Noon >= TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_heartbeat_is_sent_when_there_was_no_event_for_15_s()
    {
        await using var app = await RunningStreams.StartAsync(_source);
        await using var client = await app.ListenAsync(Path);
        (await _source.NextAsync()).Receive("a");
        await client.NextAsync("records");

        var heartbeat = client.NextAsync("heartbeat");
        await Eventually.TrueAsync(
            () =>
            {
                app.Second();
                return heartbeat.IsCompleted;
            },
            "a heartbeat was sent");

        Assert.True((await heartbeat).GetProperty("time").GetDateTimeOffset() - PageEvents.Noon >= TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_slow_listener_receives_the_number_of_records_that_it_missed()
    {
        await using var app = await RunningStreams.StartAsync(_source);
        var slow = app.Get<RecordFeeds>().ListenAsync("page-events", default).GetAsyncEnumerator();
        await slow.MoveNextAsync(); // the first frame, which only sets the reconnect delay
        await using var quick = await app.ListenAsync(Path);
        var reading = await _source.NextAsync();

        for (var number = 0; number < 100; number++)
        {
            reading.Receive($"{number}");
            await quick.NextAsync("records");
            app.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await slow.MoveNextAsync();
        Assert.Contains("""{"records":[],"skipped":68}""", Encoding.UTF8.GetString(slow.Current), StringComparison.Ordinal);
        await slow.MoveNextAsync();
        Assert.Contains("\"value\":\"68\"", Encoding.UTF8.GetString(slow.Current), StringComparison.Ordinal);
        await slow.DisposeAsync();
    }

    /// <summary>A topic whose records arrive when the test calls <c>Receive</c>.</summary>
    private sealed class Source : ITopicTail
    {
        private readonly Channel<Reading> _readings = Channel.CreateUnbounded<Reading>();

        public int Started { get; private set; }

        public Task FollowAsync(string topic, int last, Action<ConsumeResult<byte[], byte[]>?> receive, CancellationToken cancellationToken)
        {
            Started++;
            var reading = new Reading(receive, cancellationToken);
            _readings.Writer.TryWrite(reading);
            return reading.Ended;
        }

        public async Task<Reading> NextAsync() => await _readings.Reader.ReadAsync().AsTask().WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
    }

    /// <summary>One read of the topic by a feed.</summary>
    private sealed class Reading
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Action<ConsumeResult<byte[], byte[]>?> _receive;
        private long _offset;

        public Reading(Action<ConsumeResult<byte[], byte[]>?> receive, CancellationToken cancellationToken)
        {
            _receive = receive;
            cancellationToken.Register(() => _ended.TrySetResult());
        }

        public Task Ended => _ended.Task;

        public void Receive(string value)
        {
            _receive(new()
            {
                TopicPartitionOffset = new("page-events", 0, _offset++),
                Message = new() { Key = null!, Value = Encoding.UTF8.GetBytes(value), Timestamp = new(PageEvents.Noon), Headers = [] },
            });
            _receive(null);
        }

        public void Fail(Exception e) => _ended.SetException(e);
    }
}
