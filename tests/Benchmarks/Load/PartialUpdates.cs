using Contracts;

namespace Benchmarks.Load;

/// <summary>Partials that replace each other: five for each page, window and partition, so that a fifth of them stay.</summary>
internal static class PartialUpdates
{
    private const int Pages = 200;
    private const int Partitions = 16;
    private const int Updates = 5;

    /// <summary>Creates a topic with them.</summary>
    public static Task<PartialLog> FillAsync(Bench bench, int records) => PartialLog.FillAsync(bench, records, Pages, Partitions, Updates);

    /// <summary>Returns them in the order in which they are written.</summary>
    public static IEnumerable<WindowPartial> Rows(int records) =>
        PartialLog.Partials(records, Pages, Partitions, Updates, TimeProvider.System.GetUtcNow());
}
