using CsCheck;
using StreamsService.Sketches;

namespace Kafka.Tests.StreamsService.Sketches;

/// <summary>Creates sketches for tests.</summary>
internal static class UserSketches
{
    /// <summary>Generates sketches of few and of many users, with some users in common. They cover both representations.</summary>
    public static readonly Gen<UserSketch> Generator =
        Gen.Select(Gen.Int[0, 5_000], Gen.Frequency((3, Gen.Int[0, 20]), (1, Gen.Int[0, 3_000])), (from, count) =>
            Of(Enumerable.Range(from, count).Select(number => $"U{number}")));

    public static UserSketch Of(IEnumerable<string> users)
    {
        var sketch = new UserSketch();
        foreach (var user in users) sketch.Add(user);
        return sketch;
    }

    /// <summary>Creates a sketch of users whose names begin with the same text.</summary>
    public static UserSketch OfMany(int count, string name = "user") => Of(Enumerable.Range(0, count).Select(number => $"{name} {number}"));

    public static UserSketch Union(params IEnumerable<UserSketch> sketches)
    {
        var union = new UserSketch();
        foreach (var sketch in sketches) union.Merge(sketch);
        return union;
    }

    /// <summary>The serialized sketch. Sketches of the same users have the same bytes.</summary>
    public static byte[] Bytes(this UserSketch sketch) => UserSketchSerializer.Serialize(sketch);
}
