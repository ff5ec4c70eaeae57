using Contracts;

namespace Kafka.Tests.Cluster;

/// <summary>Creates page events for tests.</summary>
internal static class PageEvents
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static PageEvent Named(string name) => new(name, "U1", Noon, 1234);

    public static string Json(string name) => System.Text.Encoding.UTF8.GetString(Topics.PageEvents.Encode(Named(name)));

    /// <summary>Returns the JSON of <paramref name="count"/> events whose names are consecutive numbers.</summary>
    public static IEnumerable<string> Numbered(int count, int from = 0) => Enumerable.Range(from, count).Select(number => Json($"{number}"));
}
