using Contracts;

namespace Kafka.Tests.Cluster;

/// <summary>Creates page events for tests.</summary>
internal static class PageEvents
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static PageEvent Named(string name) => new(name, "U1", Noon, 1234);

    public static string Json(string name) => Json(Named(name));

    /// <summary>
    /// The JSON of an event that happens now, which the statistics count, whatever other tests have published: an event that is older than others
    /// of its partition by more than the grace period is late.
    /// </summary>
    public static string JsonOfNow(string name) => Json(Named(name) with { Date = TimeProvider.System.GetUtcNow() });

    private static string Json(PageEvent e) => System.Text.Encoding.UTF8.GetString(Topics.PageEvents.Encode(e));

    /// <summary>Returns the JSON of <paramref name="count"/> events whose names are consecutive numbers.</summary>
    public static IEnumerable<string> Numbered(int count, int from = 0) => Enumerable.Range(from, count).Select(number => Json($"{number}"));
}
