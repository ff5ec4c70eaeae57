using System.Text;
using Confluent.Kafka;
using CsCheck;
using KafkaConsole.Search;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Kafka.Tests.KafkaConsole.Search;

public sealed class RecordFilterTests
{
    [Theory]
    [InlineData("key=P1", "P1", true)]
    [InlineData("key=P1", "P10", false)]
    [InlineData("key=p1", "P1", false)]
    [InlineData("key=P1&keyMatch=prefix", "P10", true)]
    [InlineData("key=P1&keyMatch=prefix", "aP1", false)]
    [InlineData("key=P1&keyMatch=contains", "aP10", true)]
    [InlineData("key=P1", null, false)]
    [InlineData("key=%C3%A9t%C3%A9", "été", true)]
    [InlineData("key=", "anything", true)]
    public void A_key_is_found_as_a_whole_or_by_a_part(string query, string? key, bool expected) =>
        Assert.Equal(expected, Filter(query).Matches(Record(key: key is null ? null : Encoding.UTF8.GetBytes(key))));

    [Theory]
    [InlineData("text=views", "page views today", true)]
    [InlineData("text=Views", "page views today", false)]
    [InlineData("text=VIEWS&ignoreCase=true", "page views today", true)]
    [InlineData("text=%C3%89T%C3%89&ignoreCase=true", "un été", true)]
    [InlineData("text=caf%C3%A9", """{"name":"caf\u00e9"}""", true)]
    [InlineData("text=CAF%C3%89&ignoreCase=true", """{"name":"caf\u00e9"}""", true)]
    [InlineData("text=%F0%9F%98%80", """{"name":"\ud83d\ude00"}""", true)]
    [InlineData("text=say %22hi%22", """{"name":"say \"hi\""}""", true)]
    [InlineData("text=%22name%22:%22a%22", """{"name":"a"}""", true)]
    [InlineData("text=C:%5Cnew", """C:\new""", true)]
    [InlineData("text=views", null, false)]
    public void Text_is_found_in_the_bytes_or_behind_the_escapes_of_json(string query, string? value, bool expected) =>
        Assert.Equal(expected, Filter(query).Matches(Record(value)));

    [Theory]
    [InlineData("header=tag", true)]
    [InlineData("header=tag&headerValue=blue", true)]
    [InlineData("header=tag&headerValue=lu", true)]
    [InlineData("header=tag&headerValue=green", false)]
    [InlineData("header=Tag", false)]
    [InlineData("header=nothing", true)]
    [InlineData("header=nothing&headerValue=x", false)]
    public void A_header_is_found_by_its_name_or_by_text_in_any_of_its_values(string query, bool expected)
    {
        var headers = new Headers { { "tag", [0xff] }, { "tag", "blue"u8.ToArray() }, { "nothing", null } };

        Assert.Equal(expected, Filter(query).Matches(Record("any", headers: headers)));
        Assert.False(Filter(query).Matches(Record("any")));
    }

    [Theory]
    [InlineData("fromTime=2026-05-04T12:00:00Z", true)]
    [InlineData("fromTime=2026-05-04T14:00:00%2B02:00", true)]
    [InlineData("fromTime=1777896000000", true)]
    [InlineData("fromTime=2026-05-04T12:00:00.0001Z", false)]
    [InlineData("toTime=2026-05-04T12:00:00Z", false)]
    [InlineData("toTime=2026-05-04T12:00:00.0001Z", true)]
    [InlineData("fromTime=2026-05-04T12:00:00Z&toTime=2026-05-04T12:00:00.001Z", true)]
    public void A_time_span_has_its_beginning_but_not_its_end(string query, bool expected) =>
        Assert.Equal(expected, Filter(query).Matches(Record("any", time: new(1_777_896_000_000, TimestampType.CreateTime))));

    [Fact]
    public void A_record_without_a_time_is_in_no_time_span() =>
        Assert.False(Filter("toTime=2026-05-04T12:00:00Z").Matches(Record("any", time: Timestamp.Default)));

    [Theory]
    [InlineData("fromOffset=17", true)]
    [InlineData("fromOffset=18", false)]
    [InlineData("toOffset=17", false)]
    [InlineData("fromOffset=17&toOffset=18", true)]
    public void A_range_of_offsets_has_its_beginning_but_not_its_end(string query, bool expected) =>
        Assert.Equal(expected, Filter(query).Matches(Record("any", offset: 17)));

    [Fact]
    public void A_record_must_meet_all_criteria()
    {
        var record = Record("""{"user":"U1"}""", key: "P1"u8.ToArray());

        Assert.True(Filter("key=P1&text=U1&json=$.user==\"U1\"").Matches(record));
        Assert.False(Filter("key=P2&text=U1&json=$.user==\"U1\"").Matches(record));
        Assert.False(Filter("key=P1&text=U2&json=$.user==\"U1\"").Matches(record));
        Assert.False(Filter("key=P1&text=U1&json=$.user==\"U2\"").Matches(record));
    }

    [Fact]
    public void All_invalid_parameters_are_reported_at_once()
    {
        var (_, errors) = RecordFilterParameters.Parse(QueryHelpers.ParseQuery(
            "keyMatch=like&text=a&text=b&ignoreCase=maybe&json=user&headerValue=x&fromTime=yesterday&toTime=never&fromOffset=-1"
            + "&toOffset=1.5"));

        Assert.Equal(
            ["fromOffset", "fromTime", "headerValue", "ignoreCase", "json", "keyMatch", "text", "toOffset", "toTime"], errors.Keys.Order());
        Assert.All(errors, error => Assert.StartsWith(error.Key, Assert.Single(error.Value), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fromTime=2026-05-04T12:00:00Z&toTime=2026-05-04T12:00:00Z", "toTime")]
    [InlineData("fromOffset=5&toOffset=5", "toOffset")]
    public void An_empty_range_is_reported(string query, string parameter) =>
        Assert.Equal([parameter], RecordFilterParameters.Parse(QueryHelpers.ParseQuery(query)).Errors.Keys);

    [Fact]
    public void Half_a_surrogate_pair_and_too_long_a_text_are_reported()
    {
        var (_, errors) = RecordFilterParameters.Parse(new Dictionary<string, StringValues>
        {
            ["key"] = "\ud83d",
            ["text"] = new string('x', 2_001),
        });

        Assert.Equal(["key", "text"], errors.Keys.Order());
    }

    [Fact]
    public void No_bytes_make_a_filter_fail() => Check.Sample(
        Gen.Byte.Array[0, 40],
        bytes =>
        {
            var headers = new Headers { { "name", bytes } };
            string[] queries = ["key=a", "text=a", "text=a&ignoreCase=true", "json=$.a", "json=$[0] < 5", "header=name&headerValue=a"];
            foreach (var query in queries) Filter(query).Matches(Record(bytes, bytes, headers));
        });

    private static RecordFilter Filter(string query)
    {
        var (filter, errors) = RecordFilterParameters.Parse(QueryHelpers.ParseQuery(query));
        Assert.Empty(errors);
        return filter;
    }

    private static ConsumeResult<byte[], byte[]> Record(
        string? value = null, byte[]? key = null, Headers? headers = null, Timestamp? time = null, long offset = 0) =>
        Record(value is null ? null : Encoding.UTF8.GetBytes(value), key, headers, time, offset);

    private static ConsumeResult<byte[], byte[]> Record(
        byte[]? value, byte[]? key, Headers? headers, Timestamp? time = null, long offset = 0) => new()
        {
            Topic = "topic",
            Partition = 0,
            Offset = offset,
            Message = new() { Key = key!, Value = value!, Headers = headers, Timestamp = time ?? Timestamp.Default },
        };
}
