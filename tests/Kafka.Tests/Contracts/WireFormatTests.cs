using System.Text;
using System.Text.Json;
using Contracts;

namespace Kafka.Tests.Contracts;

/// <summary>Compares the JSON of the contracts with approved texts. A change that fails these tests also breaks existing consumers.</summary>
public sealed class WireFormatTests
{
    private static readonly PageEvent Event = new("P1", "U1", new(2026, 5, 4, 14, 0, 0, 250, TimeSpan.FromHours(2)), 1234);

    [Fact]
    public void A_page_event_is_written_as_approved() =>
        Assert.Equal("""{"name":"P1","user":"U1","date":"2026-05-04T12:00:00.25Z","duration":1234}""", Text(Topics.PageEvents.Encode(Event)));

    [Fact]
    public void An_anonymous_page_event_is_written_as_approved() =>
        Assert.Equal(
            """{"name":"P1","user":"hash","date":"2026-05-04T12:00:00.25Z","duration":1234,"durationClass":"medium"}""",
            Text(Topics.PageEventsJson.Encode(new("P1", "hash", Event.Date, 1234, DurationClass.Medium))));

    [Fact]
    public void What_is_written_is_read_back()
    {
        var read = Topics.PageEvents.Decode(Topics.PageEvents.Encode(Event));

        Assert.Equal(Event with { Date = Event.Date.ToUniversalTime() }, read);
        Assert.Equal(TimeSpan.Zero, read.Date.Offset);
    }

    [Fact]
    public void A_date_may_be_epoch_milliseconds_and_unknown_members_are_ignored() =>
        Assert.Equal(
            new PageEvent("P1", "U1", DateTimeOffset.FromUnixTimeMilliseconds(1_777_896_000_250), 1),
            Decode("""{"name":"P1","user":"U1","date":1777896000250,"duration":1,"new":{"nested":[1]}}"""));

    [Theory]
    [InlineData("1234.0")]
    [InlineData("1.234e3")]
    public void A_duration_may_be_any_number_without_a_fraction_and_is_written_as_plain_digits(string duration)
    {
        var read = Decode($$"""{"name":"P1","user":"U1","date":0,"duration":{{duration}}}""");

        Assert.Equal("""{"name":"P1","user":"U1","date":"1970-01-01T00:00:00Z","duration":1234}""", Text(Topics.PageEvents.Encode(read)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"name":null,"user":"U1","date":0,"duration":1}""")]
    [InlineData("""{"name":"P1","user":"U1","date":0}""")]
    [InlineData("""{"name":"P1","user":"U1","date":"yesterday","duration":1}""")]
    [InlineData("""{"name":"P1","user":"U1","date":99999999999999999,"duration":1}""")]
    [InlineData("""{"name":"P1","user":"U1","date":0,"duration":"1"}""")]
    [InlineData("""{"name":"P1","user":"U1","date":0,"duration":1.5}""")]
    [InlineData("""{"name":"P1","user":"U1","date":0,"duration":1e400}""")]
    [InlineData("""{"name":"P1","user":"U1","date":"2026-05-04T12:00:00","duration":1}""")]
    [InlineData("""{"name":"\ud83d","user":"U1","date":0,"duration":1}""")]
    [InlineData("""{"name":"P1","user":"\ude00\ud83d","date":0,"duration":1}""")]
    [InlineData("""{"name":"P1","user":"U1","date":"\ud83d","duration":1}""")]
    [InlineData("""{"\ud83d":1,"name":"P1","user":"U1","date":0,"duration":1}""")]
    [InlineData("""{"name":"P1","name":"P2","user":"U1","date":0,"duration":1}""")]
    [InlineData("""{"name":"P1","user":"U1","date":0,"duration":1} {}""")]
    public void Anything_else_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => Decode(json));

    [Theory]
    [InlineData("""{"name":"P1","user":"U1","date":"2026-05-04T12:00:00","duration":1}""", "$.date must have an offset such as Z or +02:00")]
    [InlineData("""{"name":"P1","user":"U1","date":0,"duration":1.5}""", "$.duration must be a whole number from -9223372036854775808 to 9223372036854775807")]
    public void The_error_names_the_member_and_its_rule(string json, string error) => Assert.Equal(error, Assert.Throws<JsonException>(() => Decode(json)).Message);

    [Fact]
    public void The_topics_are_named_and_keyed_as_approved()
    {
        Assert.Equal("page-events", Topics.PageEvents.Name);
        Assert.Equal("page-events-json", Topics.PageEventsJson.Name);
        Assert.Equal("P1", Topics.PageEvents.Key(Event));
    }

    [Fact]
    public void A_topic_with_a_single_writer_is_one_of_the_declared_topics() =>
        Assert.Equal(
            ["dead-letters.redriven: KafkaConsole", "idempotency-keys: ProducerApi", "page-events-json: JsonService", "page-statistics: StreamsService"],
            Topics.SingleWriters.Select(topic => $"{topic.Key}: {topic.Value}").Order());

    private static PageEvent Decode(string json) => Topics.PageEvents.Decode(Encoding.UTF8.GetBytes(json));

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
