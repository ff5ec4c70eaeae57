using Contracts;
using CsCheck;
using StreamsService.View;

namespace Kafka.Tests.StreamsService.View;

public sealed class PositionTests
{
    [Fact]
    public void A_position_is_read_as_it_was_written() =>
        Gen.Long[0, long.MaxValue].Array[0, 10].Sample(next =>
        {
            var position = new ViewPosition(next);

            Assert.True(ViewPosition.TryParse(position.ToString(), out var read));
            Assert.Equal(position, read);
            Assert.Equal(position.GetHashCode(), read.GetHashCode());
            Assert.All(next.Index(), partition => Assert.Equal(partition.Item, read[partition.Index]));
        });

    [Fact]
    public void A_partition_that_is_not_named_is_at_its_start()
    {
        Assert.True(ViewPosition.TryParse("12.5.0.0", out var position));

        Assert.Equal(0, position[7]);
        Assert.Equal(new ViewPosition(12, 5), position);
        Assert.NotEqual(new ViewPosition(12, 5, 1), position);
        Assert.Equal("12.5", position.ToString());
        Assert.Equal("0", ViewPosition.Start.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData("1,2")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1e3")]
    [InlineData("9223372036854775808")]
    public void What_is_not_a_position_is_refused(string? text) => Assert.False(ViewPosition.TryParse(text, out _));

    [Fact]
    public void A_position_has_a_thousand_partitions_at_most()
    {
        Assert.True(ViewPosition.TryParse(string.Join('.', Enumerable.Range(1, 1_000)), out _));
        Assert.False(ViewPosition.TryParse(string.Join('.', Enumerable.Range(1, 1_001)), out _));
    }

    [Fact]
    public void A_cursor_is_read_as_it_was_written_and_needs_no_escaping() =>
        Gen.Select(Gen.Long[-1_000_000_000_000, 100_000_000_000_000], Gen.String[Gen.Char[' ', '\ud7ff'], 1, PageEvent.MaxTextLength]).Sample((ms, page) =>
        {
            var text = new StatisticsCursor(DateTimeOffset.FromUnixTimeMilliseconds(ms), page).ToString();

            Assert.Equal(text, Uri.EscapeDataString(text));
            Assert.True(StatisticsCursor.TryParse(text, out var read));
            Assert.Equal(new(DateTimeOffset.FromUnixTimeMilliseconds(ms), page), read);
        });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.")]
    [InlineData("1.UDE.")]
    [InlineData("x.UDE")]
    [InlineData("1.U%20")]
    [InlineData("1._w")]
    [InlineData("9223372036854775807.UDE")]
    public void What_is_not_a_cursor_is_refused(string? text) => Assert.False(StatisticsCursor.TryParse(text, out _));

    [Fact]
    public void Nothing_that_is_sent_as_a_position_or_cursor_breaks_reading() =>
        Gen.String.Sample(text =>
        {
            _ = ViewPosition.TryParse(text, out _);
            _ = StatisticsCursor.TryParse(text, out _);
        });
}
