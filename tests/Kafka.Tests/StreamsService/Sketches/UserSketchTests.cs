using CsCheck;
using StreamsService.Sketches;

namespace Kafka.Tests.StreamsService.Sketches;

public sealed class UserSketchTests
{
    /// <summary>Sketches of few and of many users, with some users in common. They cover both representations.</summary>
    private static readonly Gen<UserSketch> Sketch =
        Gen.Select(Gen.Int[0, 5_000], Gen.Frequency((3, Gen.Int[0, 20]), (1, Gen.Int[0, 3_000])), (from, count) =>
            UserSketches.Of(Enumerable.Range(from, count).Select(number => $"U{number}")));

    [Fact]
    public void Merging_does_not_depend_on_order_grouping_or_repetition() =>
        Gen.Select(Sketch, Sketch, Sketch).Sample((a, b, c) =>
        {
            Assert.Equal(Union(a, b).ToArray(), Union(b, a).ToArray());
            Assert.Equal(Union(Union(a, b), c).ToArray(), Union(a, Union(b, c)).ToArray());
            Assert.Equal(a.ToArray(), Union(a, a).ToArray());
        });

    [Fact]
    public void The_sketches_of_parts_merge_to_the_sketch_of_the_whole_byte_by_byte() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 10_000]).Array[0, 3_000].Sample(users =>
        {
            var parts = users.GroupBy(user => user.Item1).Select(part => UserSketches.Of(part.Select(Name)));

            Assert.Equal(UserSketches.Of(users.OrderBy(user => user.Item2).Select(Name)).ToArray(), UserSketches.Union(parts).ToArray());

            static string Name((int, int) user) => $"U{user.Item2}";
        });

    [Fact]
    public void A_sketch_is_read_as_it_was_written() =>
        Sketch.Sample(sketch =>
        {
            var read = UserSketch.Parse(sketch.ToArray());

            Assert.Equal(sketch.ToArray(), read.ToArray());
            Assert.Equal(sketch.Estimate(), read.Estimate());
            Assert.Equal(Union(sketch, UserSketches.OfMany(5)).ToArray(), Union(read, UserSketches.OfMany(5)).ToArray());
        });

    [Fact]
    public void A_sketch_is_read_as_written_at_sizes_around_the_change_of_representation()
    {
        var sketch = UserSketches.OfMany(1_000);
        var forms = new HashSet<byte>();
        for (var user = 1_000; user < 1_400; user++)
        {
            sketch.Add($"user {user}");
            forms.Add(sketch.ToArray()[0]);
            Assert.Equal(sketch.ToArray(), UserSketch.Parse(sketch.ToArray()).ToArray());
        }

        Assert.Equal([1, 2], forms);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(1_200)]
    [InlineData(5_000)]
    [InlineData(10_000)]
    [InlineData(20_000)]
    [InlineData(50_000)]
    [InlineData(200_000)]
    public void The_estimate_is_within_four_standard_errors(int users)
    {
        foreach (var name in new[] { "user", "visitor", "guest" })
        {
            Assert.Equal(users, UserSketches.OfMany(users, name).Estimate(), 4 * 1.04 / 64 * users);
        }
    }

    [Fact]
    public void Few_users_are_counted_exactly()
    {
        Assert.Equal(0, new UserSketch().Estimate());
        Assert.Equal(7, UserSketches.OfMany(7).Estimate());
        Assert.Equal(1, UserSketches.Of(["U1", "U1"]).Estimate());
    }

    [Fact]
    public void A_sketch_takes_3_bytes_per_user_while_they_are_few_and_3_KiB_at_most()
    {
        Assert.Equal([1], new UserSketch().ToArray());
        Assert.Equal(31, UserSketches.OfMany(10).ToArray().Length);
        Assert.Equal(3_073, UserSketches.OfMany(100_000).ToArray().Length);
    }

    [Fact]
    public void The_bytes_are_what_they_have_always_been() =>
        Assert.Equal("01011384014A0303A2C3", Convert.ToHexString(UserSketches.Of(["U1", "Zoë", "用户"]).ToArray()));

    [Fact]
    public void Merging_leaves_the_other_sketch_as_it_is()
    {
        var other = UserSketches.OfMany(3);
        var bytes = other.ToArray();

        Union(other, UserSketches.OfMany(5_000)).Add("U");

        Assert.Equal(bytes, other.ToArray());
    }

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
    public void Bytes_that_are_not_a_sketch_are_refused(string hex) => Assert.Throws<FormatException>(() => UserSketch.Parse(Convert.FromHexString(hex)));

    [Fact]
    public void Registers_that_can_not_be_are_refused()
    {
        var bytes = UserSketches.OfMany(5_000).ToArray();

        Assert.Throws<FormatException>(() => UserSketch.Parse([.. bytes[..^1], 0xff]));
        Assert.Throws<FormatException>(() => UserSketch.Parse([.. bytes, 0]));
        Assert.Throws<FormatException>(() => UserSketch.Parse([2, .. new byte[3_072]]));
    }

    [Fact]
    public void Bytes_are_refused_or_are_those_of_the_sketch_that_was_read() =>
        Gen.OneOf(Gen.Byte.Array[0, 20], Gen.Select(Gen.Byte[1, 2], Gen.Byte[0, 60].Array[3_072], (form, rest) => (byte[])[form, .. rest])).Sample(bytes =>
        {
            try
            {
                Assert.Equal(bytes, UserSketch.Parse(bytes).ToArray());
            }
            catch (FormatException)
            {
            }
        });

    private static UserSketch Union(params UserSketch[] sketches) => UserSketches.Union(sketches);
}
