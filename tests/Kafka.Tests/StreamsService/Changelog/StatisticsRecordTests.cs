using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamsService.Changelog;

namespace Kafka.Tests.StreamsService.Changelog;

public sealed class StatisticsRecordTests
{
    private static readonly DateTimeOffset Noon = PageEvents.Noon;

    public static TheoryData<StatisticsRecord, string, string> Records => new()
    {
        {
            new WindowPartial("P1", Noon, 2, 3, 600, 101, 300, [1, 2, 3], 41), "2026-05-04T12:00:00.000Z P1",
            """{"type":"window","page":"P1","window":"2026-05-04T12:00:00Z","partition":2,"count":3,"total":600,"minimum":101,"maximum":300,"users":"AQID","offset":41}"""
        },
        {
            new PartitionProgress(2, 41, Noon, 7), "progress",
            """{"type":"progress","partition":2,"offset":41,"streamTime":"2026-05-04T12:00:00Z","late":7}"""
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
        Assert.Equal(key, ChangelogTopics.PageStatistics.Key(record));
        Assert.Equal(json, Encoding.UTF8.GetString(ChangelogTopics.PageStatistics.Encode(record)));
        Assert.Equal(json, Encoding.UTF8.GetString(ChangelogTopics.PageStatistics.Encode(ChangelogTopics.PageStatistics.Decode(Encoding.UTF8.GetBytes(json)))));
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
    public void The_kind_may_be_told_last() => Assert.Equal(
        new PartitionProgress(2, 41, Noon, 7),
        ChangelogTopics.PageStatistics.Decode("""{"partition":2,"offset":41,"streamTime":"2026-05-04T12:00:00Z","late":7,"type":"progress"}"""u8));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"type":"other"}""")]
    [InlineData("""{"partition":2,"offset":41,"streamTime":"2026-05-04T12:00:00Z","late":7}""")]
    [InlineData("null")]
    [InlineData("12")]
    public void What_does_not_say_its_kind_is_no_such_record(string json) =>
        Assert.Throws<JsonException>(() => ChangelogTopics.PageStatistics.Decode(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("P1")]
    [InlineData("a page with 2026-05-04T12:00:00.000Z in it")]
    [InlineData("line\nbreak")]
    public void A_key_tells_its_page_and_window(string page)
    {
        Assert.True(StatisticsKey.TryReadWindow(StatisticsKey.OfWindow(page, Noon), out var read, out var window));
        Assert.Equal((page, Noon), (read, window));
    }

    [Theory]
    [InlineData("progress")]
    [InlineData("instance 2026-05-04T12:00:00.000Z P1")]
    [InlineData("2026-05-04T12:00:00Z P1")]
    public void Other_keys_are_no_window(string key) => Assert.False(StatisticsKey.TryReadWindow(key, out _, out _));
}
