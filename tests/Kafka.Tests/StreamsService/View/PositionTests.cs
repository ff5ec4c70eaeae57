using Contracts;
using CsCheck;
using StreamsService.View;

namespace Kafka.Tests.StreamsService.View;

public sealed class PositionTests
{
    private static readonly Gen<long> Milliseconds = Gen.Long[-1_000_000_000_000, 100_000_000_000_000];
    private static readonly Gen<string> PageNames = Gen.String[Gen.Char[' ', '\ud7ff'], 1, PageEvent.MaxTextLength];

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
    public void A_partition_that_the_text_does_not_have_is_at_its_start()
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
    public void Text_that_is_not_a_position_is_rejected(string? text) => Assert.False(ViewPosition.TryParse(text, out _));

    [Fact]
    public void A_position_has_a_thousand_partitions_at_most()
    {
        Assert.True(ViewPosition.TryParse(string.Join('.', Enumerable.Range(1, 1_000)), out _));
        Assert.False(ViewPosition.TryParse(string.Join('.', Enumerable.Range(1, 1_001)), out _));
    }

    [Fact]
    public void A_cursor_is_read_as_it_was_written_and_needs_no_escaping() =>
        Gen.Select(Milliseconds, PageNames).Sample((milliseconds, page) =>
        {
            var cursor = new StatisticsCursor(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), page);
            var text = cursor.ToString();

            Assert.Equal(text, Uri.EscapeDataString(text));
            Assert.True(StatisticsCursor.TryParse(text, out var read));
            Assert.Equal(cursor, read);
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
    public void Text_that_is_not_a_cursor_is_rejected(string? text) => Assert.False(StatisticsCursor.TryParse(text, out _));

    [Fact]
    public void No_text_makes_parsing_throw() =>
        Gen.String.Sample(text =>
        {
            _ = ViewPosition.TryParse(text, out _);
            _ = StatisticsCursor.TryParse(text, out _);
        });
}
