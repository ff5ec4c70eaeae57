using System.Text;
using Confluent.Kafka;
using Contracts;
using Messaging.DeadLetters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kafka.Tests.Messaging;

/// <summary>What happens to records that can't be processed.</summary>
public sealed class DeadLetterTests(KafkaCluster cluster)
{
    private readonly string _group = KafkaCluster.NewName("group");
    private readonly Recorder _recorder = new();

    [Fact]
    public async Task An_undecodable_record_is_dead_lettered_byte_for_byte_with_its_cause()
    {
        var topic = cluster.NewTopic(partitions: 1);
        var started = Arrival.Now;
        byte[] garbage = [0xFF, 0x00, .. "{\"name\":"u8];
        using (var producer = cluster.NewProducer<byte[], byte[]>())
        {
            await producer.ProduceAsync(topic, new()
            {
                Key = [1, 2, 3],
                Value = garbage,
                Headers = [new Header("from", "somewhere"u8.ToArray()), new Header("from", "else"u8.ToArray())],
                Timestamp = new Timestamp(PageEvents.Noon),
            });
        }

        cluster.Produce(topic, 0, PageEvents.Json("after"));

        await using var service = await SubscribeAsync(topic);
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 1, "the next record is handled");
        await service.StopAsync();

        Assert.Equal(["after"], _recorder.Names);
        Assert.Equal(2, cluster.Committed(topic, _group)[0]);
        var dead = Assert.Single(cluster.Read($"{topic}.{_group}.dead", 1));
        Assert.Equal([1, 2, 3], dead.Message.Key);
        Assert.Equal(garbage, dead.Message.Value);
        Arrival.AssertSince(started, dead);
        Assert.Equal(["somewhere", "else"], dead.Message.Headers.Where(header => header.Key == "from").Select(Text));
        Assert.Equal(topic, Header(dead, "dead-letter.topic"));
        Assert.Equal("0", Header(dead, "dead-letter.partition"));
        Assert.Equal("0", Header(dead, "dead-letter.offset"));
        Assert.Equal("2026-05-04T12:00:00.0000000Z", Header(dead, "dead-letter.timestamp"));
        Assert.Equal(_group, Header(dead, "dead-letter.group"));
        Assert.Equal("undecodable", Header(dead, "dead-letter.reason"));
        Assert.Equal("System.Text.Json.JsonException", Header(dead, "dead-letter.exception"));
        Assert.Equal("0", Header(dead, "dead-letter.attempts"));
    }

    [Theory]
    [InlineData("""{"name":"\ud83d","user":"U1","date":1,"duration":1}""")]
    [InlineData("""{"name":"P1","user":"U1","date":"\ude00","duration":1}""")]
    [InlineData("""{"\ud83d":1,"name":"P1","user":"U1","date":1,"duration":1}""")]
    [InlineData("""{"name":"P1","user":"U1","date":"2026-05-04T12:00:00","duration":1}""")]
    [InlineData("""{"name":"P1","user":"U1","date":1,"duration":1e1000000000}""")]
    public async Task JSON_that_can_not_be_an_event_is_dead_lettered_at_once(string json)
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, json, PageEvents.Json("after"));

        await using var service = await SubscribeAsync(topic);
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 1, "the next record is handled");

        Assert.Equal([1], _recorder.Attempts);
        var dead = Assert.Single(cluster.Read($"{topic}.{_group}.dead", 1));
        Assert.Equal(json, Encoding.UTF8.GetString(dead.Message.Value));
        Assert.Equal("undecodable", Header(dead, "dead-letter.reason"));
    }

    [Fact]
    public void A_long_message_is_cut_between_characters()
    {
        var source = new ConsumeResult<byte[], byte[]> { Topic = "t", Message = new() { Timestamp = new(PageEvents.Noon) } };
        var deadLetter = new DeadLetter(source, "g", DeadLetterReason.Failed, new IOException(new string('x', 1_999) + "😀"), Attempts: 1);

        var message = deadLetter.ToRecord().Headers.Single(header => header.Key == "dead-letter.message");

        Assert.Equal(new string('x', 1_999), Encoding.UTF8.GetString(message.Value!));
    }

    [Fact]
    public void A_failure_that_quotes_a_large_record_is_logged_with_the_start_of_its_text()
    {
        var small = new IOException("small");
        var large = new IOException("outer", new IOException(new string('x', 1_000_000)));

        Assert.Same(small, Failures.Bounded(small));
        Assert.Equal(large.ToString()[..Failures.MaxLength], Failures.Bounded(large).ToString());
        Assert.Equal(Failures.MaxLength, Failures.Bounded(large).Message.Length);
    }

    [Fact]
    public async Task A_tombstone_where_a_value_is_expected_is_dead_lettered()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, null, PageEvents.Json("after"));

        await using var service = await SubscribeAsync(topic);
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 1, "the next record is handled");

        Assert.Null(Assert.Single(cluster.Read($"{topic}.{_group}.dead", 1)).Message.Value);
    }

    [Fact]
    public async Task A_record_that_keeps_failing_is_dead_lettered_after_the_last_attempt()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(2));
        _recorder.Before = (record, _) => record.Offset == 0 ? throw new InvalidOperationException("never works") : ValueTask.CompletedTask;

        await using var service = await SubscribeAsync(topic, ("Kafka:Consumer:MaxAttempts", "3"), ("Kafka:Consumer:RetryDelay", "00:00:00.001"));
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 1, "the next record is handled");

        Assert.Equal([0, 0, 0, 1], _recorder.Attempts);
        var dead = Assert.Single(cluster.Read($"{topic}.{_group}.dead", 1));
        Assert.Equal("failed", Header(dead, "dead-letter.reason"));
        Assert.Equal("never works", Header(dead, "dead-letter.message"));
        Assert.Equal("3", Header(dead, "dead-letter.attempts"));
    }

    [Fact]
    public async Task An_invalid_record_is_dead_lettered_without_another_attempt()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(2));
        _recorder.Before = (record, _) => record.Offset == 0 ? throw new InvalidRecordException([new("name", "is silly")]) : ValueTask.CompletedTask;

        await using var service = await SubscribeAsync(topic);
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 1, "the next record is handled");

        Assert.Equal([0, 1], _recorder.Attempts);
        var dead = Assert.Single(cluster.Read($"{topic}.{_group}.dead", 1));
        Assert.Equal("invalid", Header(dead, "dead-letter.reason"));
        Assert.Equal("name is silly", Header(dead, "dead-letter.message"));
    }

    [Fact]
    public async Task A_dead_letter_that_cannot_be_written_stops_the_process_without_a_commit()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Json("before"), new string('x', 2_000), PageEvents.Json("after"));
        try
        {
            await using var service = await SubscribeAsync(topic, ("Aspire:Confluent:Kafka:Producer:Config:MessageMaxBytes", "1500"));
            var stopping = service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            await Eventually.TrueAsync(() => stopping.IsCancellationRequested, "the process stops");
            await service.StopAsync();

            Assert.Equal(1, Environment.ExitCode);
            Assert.Equal(["before"], _recorder.Names);
            Assert.Equal(1, cluster.Committed(topic, _group)[0]);
        }
        finally
        {
            Environment.ExitCode = 0;
        }
    }

    [Fact]
    public async Task The_largest_record_there_is_can_be_dead_lettered()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, new string('x', 999_900), PageEvents.Json("after"));

        await using var service = await SubscribeAsync(topic);

        await Eventually.TrueAsync(() => _recorder.Names.Contains("after"), "the next record is handled");
        Assert.Equal(999_900, Assert.Single(cluster.Read($"{topic}.{_group}.dead", 1)).Message.Value.Length);
    }

    private Task<TestService> SubscribeAsync(string topic, params (string Key, string Value)[] settings) =>
        _recorder.SubscribeAsync(cluster, topic, _group, settings);

    private static string Header(ConsumeResult<byte[], byte[]> record, string name) => Text(record.Message.Headers.Single(header => header.Key == name));

    private static string Text(IHeader header) => Encoding.UTF8.GetString(header.GetValueBytes());
}
