using System.Text.Json;
using Contracts;

namespace Kafka.Tests.Contracts;

public sealed class ConfluentFramingTests
{
    [Fact]
    public void A_decode_error_names_the_framing()
    {
        byte[] value = [0, 0, 0, 0, 42, .. """{"name":"P1"}"""u8];

        var error = Assert.Throws<JsonException>(() => Topics.PageEvents.Decode(value));

        Assert.Equal("The value is not plain JSON: it starts with Confluent's framing, a zero byte and schema id 42.", error.Message);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0, 0, 0, 42 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0x80, 0, 0, 0 })]
    public void Other_bytes_are_not_framed(byte[] bytes) => Assert.False(ConfluentFraming.TryRead(bytes, out _));
}
