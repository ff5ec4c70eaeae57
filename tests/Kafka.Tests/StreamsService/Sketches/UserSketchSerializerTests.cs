using CsCheck;
using StreamsService.Sketches;
using static Kafka.Tests.StreamsService.Sketches.UserSketches;

namespace Kafka.Tests.StreamsService.Sketches;

public sealed class UserSketchSerializerTests
{
    [Fact]
    public void A_sketch_is_read_as_it_was_written() =>
        Generator.Sample(sketch =>
        {
            var read = UserSketchSerializer.Deserialize(sketch.Bytes());

            Assert.Equal(sketch.Bytes(), read.Bytes());
            Assert.Equal(sketch.Estimate(), read.Estimate());
            Assert.Equal(Union(sketch, OfMany(5)).Bytes(), Union(read, OfMany(5)).Bytes());
        });

    [Fact]
    public void Both_formats_are_read_as_written_around_the_size_where_they_change()
    {
        var sketch = OfMany(1_000);
        var formats = new HashSet<byte>();
        for (var user = 1_000; user < 1_400; user++)
        {
            sketch.Add($"user {user}");
            formats.Add(sketch.Bytes()[0]);
            Assert.Equal(sketch.Bytes(), UserSketchSerializer.Deserialize(sketch.Bytes()).Bytes());
        }

        Assert.Equal([1, 2], formats);
    }

    [Fact]
    public void A_sketch_takes_3_bytes_per_user_while_they_are_few_and_3_KiB_at_most()
    {
        Assert.Equal([1], new UserSketch().Bytes());
        Assert.Equal(31, OfMany(10).Bytes().Length);
        Assert.Equal(3_073, OfMany(100_000).Bytes().Length);
    }

    [Fact]
    public void The_format_of_stored_sketches_does_not_change() =>
        Assert.Equal("01011384014A0303A2C3", Convert.ToHexString(Of(["U1", "Zoë", "用户"]).Bytes()));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("03000041")]
    [InlineData("010000")]
    [InlineData("01000040")]
    [InlineData("01000076")]
    [InlineData("01040001")]
    [InlineData("01000041000042")]
    [InlineData("01000081000041")]
    [InlineData("02")]
    public void Bytes_that_are_not_a_sketch_are_rejected(string hex) =>
        Assert.Throws<FormatException>(() => UserSketchSerializer.Deserialize(Convert.FromHexString(hex)));

    [Fact]
    public void Impossible_registers_are_rejected()
    {
        var bytes = OfMany(5_000).Bytes();

        Assert.Throws<FormatException>(() => UserSketchSerializer.Deserialize([.. bytes[..^1], 0xff]));
        Assert.Throws<FormatException>(() => UserSketchSerializer.Deserialize([.. bytes, 0]));
        Assert.Throws<FormatException>(() => UserSketchSerializer.Deserialize([2, .. new byte[3_072]]));
    }

    [Fact]
    public void Any_bytes_are_rejected_or_written_again_as_they_were_read()
    {
        var randomRanks = Gen.Select(Gen.Byte[1, 2], Gen.Byte[0, 60].Array[3_072], (format, rest) => (byte[])[format, .. rest]);
        Gen.OneOf(Gen.Byte.Array[0, 20], randomRanks).Sample(bytes =>
        {
            try
            {
                Assert.Equal(bytes, UserSketchSerializer.Deserialize(bytes).Bytes());
            }
            catch (FormatException)
            {
            }
        });
    }
}
