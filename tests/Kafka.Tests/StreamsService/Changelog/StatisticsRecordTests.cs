using System.Globalization;
using System.Text;
using System.Text.Json;
using Contracts;

namespace Kafka.Tests.StreamsService.Changelog;

public sealed class StatisticsRecordTests
{
    private static readonly DateTimeOffset Noon = PageEvents.Noon;

    private const string PartialJson =
        """{"type":"window","page":"P1","window":"2026-05-04T12:00:00Z","partition":2""" +
        ""","count":3,"total":600,"minimum":101,"maximum":300,"users":"AQID","offset":41}""";

    public static TheoryData<StatisticsRecord, string, string> Records => new()
    {
        { new WindowPartial("P1", Noon, 2, 3, 600, 101, 300, [1, 2, 3], 41), "2026-05-04T12:00:00.000Z P1", PartialJson },
        {
            new PartitionProgress(2, 41, Noon, 7), "progress",
            """{"type":"progress","partition":2,"offset":41,"streamTime":"2026-05-04T12:00:00Z","late":7}"""
        },
        {
            new WindowPartial("P1", Noon, 2, 3, 600, 101, 300, [1, 2, 3], 41) { Epoch = 2 }, "2026-05-04T12:00:00.000Z P1",
            PartialJson[..^1] + ""","epoch":2}"""
        },
        {
            new PartitionProgress(2, 41, Noon, 7) { Epoch = 2, TopicId = "nHIVBlD7QlOWdRtostIUkg" }, "progress",
            """{"type":"progress","partition":2,"offset":41,"streamTime":"2026-05-04T12:00:00Z","late":7,"epoch":2,"topicId":"nHIVBlD7QlOWdRtostIUkg"}"""
        },
        {
            new InstanceReport("host:5105", Noon, Noon, []), "instance host:5105",
            """{"type":"instance","instance":"host:5105","started":"2026-05-04T12:00:00Z","time":"2026-05-04T12:00:00Z","partitions":[]}"""
        },
    };

    [Theory]
    [MemberData(nameof(Records))]
    public void Each_kind_has_its_key_and_its_JSON(StatisticsRecord record, string key, string json)
    {
        Assert.Equal(key, Topics.PageStatistics.Key(record));
        Assert.Equal(json, Encode(record));
        Assert.Equal(json, Encode(Decode(json)));
    }

    [Theory]
    [InlineData("2026-05-04T12:00:00.1239999Z", "2026-05-04T12:00:00.123Z P 1")]
    [InlineData("2026-05-04T14:00:05+02:00", "2026-05-04T12:00:05.000Z P 1")]
    public void The_key_of_a_window_is_in_UTC_and_in_milliseconds(string window, string key)
    {
        Assert.Equal(key, StatisticsKey.OfWindow("P 1", DateTimeOffset.Parse(window, CultureInfo.InvariantCulture)));
        Assert.True(StatisticsKey.TryReadWindow(key, out var page, out _));
        Assert.Equal("P 1", page);
    }

    [Fact]
    public void The_type_may_be_the_last_member_and_unknown_members_are_ignored() => Assert.Equal(
        new PartitionProgress(2, 41, Noon, 7),
        Decode("""{"partition":2,"offset":41,"streamTime":"2026-05-04T12:00:00Z","late":7,"new":[1],"type":"progress"}"""));

    [Fact]
    public void A_time_may_be_epoch_milliseconds() => Assert.Equal(
        new PartitionProgress(2, 41, Noon, 7),
        Decode("""{"type":"progress","partition":2,"offset":41,"streamTime":1777896000000,"late":7}"""));

    [Theory]
    [InlineData("""{"type":"progress","partition":2,"offset":41,"streamTime":"2026-05-04T12:00:00Z"}""")]
    [InlineData("""{"type":"progress","partition":2,"offset":41,"offset":42,"streamTime":"2026-05-04T12:00:00Z","late":7}""")]
    [InlineData("""{"type":"progress","Partition":2,"Offset":41,"StreamTime":"2026-05-04T12:00:00Z","Late":7}""")]
    [InlineData("""{"type":"instance","instance":null,"started":0,"time":0,"partitions":[]}""")]
    public void Missing_null_repeated_and_misspelt_members_are_rejected(string json) => Assert.Throws<JsonException>(() => Decode(json));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"type":"other"}""")]
    [InlineData("""{"partition":2,"offset":41,"streamTime":"2026-05-04T12:00:00Z","late":7}""")]
    [InlineData("null")]
    [InlineData("12")]
    public void JSON_without_a_known_type_is_rejected(string json) => Assert.Throws<JsonException>(() => Decode(json));

    [Theory]
    [InlineData("P1")]
    [InlineData("a page with 2026-05-04T12:00:00.000Z in it")]
    [InlineData("line\nbreak")]
    public void Page_and_window_are_read_from_the_key(string page)
    {
        Assert.True(StatisticsKey.TryReadWindow(StatisticsKey.OfWindow(page, Noon), out var read, out var window));
        Assert.Equal((page, Noon), (read, window));
    }

    [Theory]
    [InlineData("progress")]
    [InlineData("instance 2026-05-04T12:00:00.000Z P1")]
    [InlineData("2026-05-04T12:00:00Z P1")]
    public void Other_keys_are_not_the_key_of_a_window(string key) => Assert.False(StatisticsKey.TryReadWindow(key, out _, out _));

    private static string Encode(StatisticsRecord record) => Encoding.UTF8.GetString(Topics.PageStatistics.Encode(record));

    private static StatisticsRecord Decode(string json) => Topics.PageStatistics.Decode(Encoding.UTF8.GetBytes(json));
}
