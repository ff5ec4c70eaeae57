using System.Text;
using Contracts;
using ProducerApi.Events;

namespace Kafka.Tests.ProducerApi;

public sealed class PageEventJsonTests
{
    [Theory]
    [InlineData("""{"name":"home","user":"U1","date":"2026-05-04T12:00:00Z","duration":1234}""")]
    [InlineData("""{"name":"home","user":"U1","date":"2026-05-04T14:00:00+02:00","duration":1234}""")]
    [InlineData("""{"duration":1234,"date":1777896000000,"user":"U1","name":"home","more":[1]}""")]
    public void A_valid_event_is_read(string json) => Assert.Equal((PageEvents.Named("home"), 0), (Read(json).Event, Read(json).ValidationErrors.Count));

    [Theory]
    [InlineData("[]", "$ must be an object with the members name, user, date and duration")]
    [InlineData("null", "$ must be an object with the members name, user, date and duration")]
    [InlineData("{}", "name is missing", "user is missing", "date is missing", "duration is missing")]
    [InlineData("""{"name":null,"user":{},"date":true,"duration":"1"}""",
        "name must be text", "user must be text",
        "date must be an ISO-8601 instant or milliseconds since 1970-01-01T00:00:00Z", "duration must be a whole number of milliseconds")]
    [InlineData("""{"name":"a","user":"","date":-1,"duration":1.5}""",
        "user must be 1 to 256 characters (Unicode code points), not all of them white space", "date must not be before 1970-01-01T00:00:00Z",
        "duration must be a whole number of milliseconds")]
    [InlineData("""{"name":"a","name":"b","user":"U1","date":1,"duration":-1}""", "name is given more than once", "duration must not be negative")]
    [InlineData("""{"name":"\ud800","user":"U1","date":1,"duration":1}""", "name must be text")]
    [InlineData("""{"name":"a","user":"U1","date":"2026-13-01T00:00:00Z","duration":99999999999999999999}""",
        "date must be an ISO-8601 instant or milliseconds since 1970-01-01T00:00:00Z", "duration must be a whole number of milliseconds")]
    public void Every_error_of_an_invalid_event_is_named(string json, params string[] errors)
    {
        Assert.Null(Read(json).Event);
        Assert.Equal(errors, Read(json).ValidationErrors.Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("", "byte 1:")]
    [InlineData("x", "byte 1:")]
    [InlineData("{\"name\":\"a\",}", "byte 13:")]
    [InlineData("{\n\"name\":\"a\"\n", "line 3, byte 1:")]
    [InlineData("""{"name":"a","user":"U1","date":1,"duration":1} {}""", "byte 48:")]
    public void Malformed_JSON_is_told_where(string json, string where)
    {
        var error = Assert.Single(Read(json).ValidationErrors);
        Assert.StartsWith($"$ is not JSON at {where}", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_levels_are_not_called_a_syntax_error() => Assert.Equal(
        ["$ must not be nested deeper than 64 levels"],
        Read($$"""{"name":"a","user":"U1","date":1,"duration":1,"more":{{new string('[', 64)}}{{new string(']', 64)}}}""").ValidationErrors.Select(error => error.ToString()));

    [Fact]
    public void Text_that_is_not_UTF_8_is_an_error()
    {
        var json = Encoding.Latin1.GetBytes("""{"name":"é","user":"U1","date":1,"duration":1}""");
        Assert.NotEmpty(PageEventJson.Read(Topics.PageEvents, json).ValidationErrors);
    }

    private static (PageEvent? Event, IReadOnlyList<ValidationError> ValidationErrors) Read(string json) => PageEventJson.Read(Topics.PageEvents, Encoding.UTF8.GetBytes(json));
}
