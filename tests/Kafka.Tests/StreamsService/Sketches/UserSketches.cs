using StreamsService.Sketches;



namespace Kafka.Tests.StreamsService.Sketches;

/// <summary>Creates sketches for tests.</summary>
internal static class UserSketches
{
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
}
