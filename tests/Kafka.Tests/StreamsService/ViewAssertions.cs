using Contracts;
using Kafka.Tests.StreamsService.Sketches;
using StreamsService.View;

namespace Kafka.Tests.StreamsService;

/// <summary>Helpers to fill and query a view.</summary>
internal static class ViewAssertions
{
    /// <summary>Creates a partial of a page in the window that begins this many seconds after noon.</summary>
    public static WindowPartial Partial(
        string page, int second, int partition = 0, long offset = 0, long count = 1, params string[] users) =>
        new(page, PageEvents.Noon.AddSeconds(second), partition, count, count * 1_000, 500, 2_000, UserSketches.Of(users).Bytes(), offset);

    public static PartitionProgress Progress(double second, int partition = 0, long offset = 0, long late = 0) =>
        new(partition, offset, PageEvents.Noon.AddSeconds(second), late);

    /// <summary>Applies records to a view, each at the next offset of its partition.</summary>
    public static StatisticsView Reads(this StatisticsView view, params StatisticsRecord[] records)
    {
        foreach (var record in records)
        {
            var partition = record switch
            {
                WindowPartial partial => partial.Partition,
                PartitionProgress progress => progress.Partition,
                _ => 0,
            };
            Assert.True(view.Apply(partition, view.Position[partition], StatisticsKey.Of(record), record));
        }

        return view;
    }

    public static IReadOnlyList<PageWindow> All(this StatisticsView view) => view.Query(new() { Limit = int.MaxValue }).Items;

    /// <summary>Formats results as page and seconds after noon, such as <c>P1 5</c>.</summary>
    public static string Text(PageWindow window) => $"{window.Page} {(window.Window - PageEvents.Noon).TotalSeconds}";
}
