using System.Text;
using Contracts;

namespace Kafka.Tests.Contracts;

public sealed class JsonIntegerTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("0.0", 0)]
    [InlineData("-0.000e-7", 0)]
    [InlineData("0e1000000000", 0)]
    [InlineData("1234", 1234)]
    [InlineData("1234.0", 1234)]
    [InlineData("1.234e3", 1234)]
    [InlineData("1.234E+3", 1234)]
    [InlineData("123400e-2", 1234)]
    [InlineData("-1E3", -1000)]
    [InlineData("0.00012e5", 12)]
    [InlineData("9007199254740993.0", 9_007_199_254_740_993)] // a double has no such number
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775807.000", long.MaxValue)]
    [InlineData("-9223372036854775808.0", long.MinValue)]
    [InlineData("9.223372036854775807e18", long.MaxValue)]
    public void A_number_without_a_fraction_is_an_integer_however_it_is_written(string json, long value)
    {
        Assert.True(JsonInteger.TryParse(Encoding.UTF8.GetBytes(json), out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e-1")]
    [InlineData("1234.00000000000000000000000001")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("1e19")]
    [InlineData("1e400")]
    [InlineData("1e1000000000")]
    [InlineData("1e-1000000000")]
    [InlineData("1e99999999999999999999999")]
    [InlineData("1e-99999999999999999999999")]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("0x10")]
    [InlineData("1_000")]
    [InlineData("NaN")]
    public void Anything_else_is_not(string text)
    {
        Assert.False(JsonInteger.TryParse(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal(0, read);
    }

    [Fact]
    public void A_million_digits_are_read_exactly()
    {
        var zeros = new string('0', 1_000_000);

        Assert.True(JsonInteger.TryParse(Encoding.UTF8.GetBytes($"12.{zeros}"), out var withoutExponent));
        Assert.True(JsonInteger.TryParse(Encoding.UTF8.GetBytes($"12{zeros}e-1000000"), out var withExponent));
        Assert.False(JsonInteger.TryParse(Encoding.UTF8.GetBytes($"12.{zeros}1"), out _));
        Assert.Equal((12, 12), (withoutExponent, withExponent));
    }
}
