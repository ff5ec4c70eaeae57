using CsCheck;
using StreamsService.Sketches;
using static Kafka.Tests.StreamsService.Sketches.UserSketches;

namespace Kafka.Tests.StreamsService.Sketches;

public sealed class UserSketchTests
{
    [Fact]
    public void Merging_does_not_depend_on_order_grouping_or_repetition() =>
        Gen.Select(Generator, Generator, Generator).Sample((a, b, c) =>
        {
            Assert.Equal(Union(a, b).Bytes(), Union(b, a).Bytes());
            Assert.Equal(Union(Union(a, b), c).Bytes(), Union(a, Union(b, c)).Bytes());
            Assert.Equal(a.Bytes(), Union(a, a).Bytes());
        });

    [Fact]
    public void The_merged_sketches_of_parts_are_the_sketch_of_the_whole() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 10_000]).Array[0, 3_000].Sample(users =>
        {
            var parts = users.GroupBy(user => user.Item1).Select(part => Of(part.Select(Name)));

            Assert.Equal(Of(users.OrderBy(user => user.Item2).Select(Name)).Bytes(), Union(parts).Bytes());

            static string Name((int, int) user) => $"U{user.Item2}";
        });

    [Fact]
    public void Merging_does_not_change_the_other_sketch()
    {
        var other = OfMany(3);
        var bytes = other.Bytes();

        Union(other, OfMany(5_000)).Add("U");

        Assert.Equal(bytes, other.Bytes());
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
            Assert.Equal(users, OfMany(users, name).Estimate(), 4 * 1.04 / 64 * users);
        }
    }

    [Fact]
    public void Few_users_are_counted_exactly()
    {
        Assert.Equal(0, new UserSketch().Estimate());
        Assert.Equal(7, OfMany(7).Estimate());
        Assert.Equal(1, Of(["U1", "U1"]).Estimate());
    }
}
