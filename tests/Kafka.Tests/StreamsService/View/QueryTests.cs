using CsCheck;
using StreamsService.View;
using static Kafka.Tests.StreamsService.ViewAssertions;

namespace Kafka.Tests.StreamsService.View;

public sealed class QueryTests
{
    private static readonly StatisticsView View = new StatisticsView(new()).Reads(
        Partial("home", 0),
        Partial("About", 0),
        Partial("home", 5),
        Partial("about/us", 5, partition: 1),
        Partial("home", 10),
        Partial("home", 5, partition: 1));

    /// <summary>Numbers of pages and of windows.</summary>
    private static readonly Gen<(int, int)[]> PagesAndWindows = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9]).Array[0, 50];

    [Fact]
    public void The_pages_of_a_result_have_every_window_once_in_order() =>
        Gen.Select(PagesAndWindows, Gen.Int[1, 8], Gen.Int[0, 9], Gen.Int[0, 9]).Sample((windows, limit, from, to) =>
        {
            var view = new StatisticsView(new()).Reads([.. windows.Select(window => Partial($"P{window.Item1}", 5 * window.Item2))]);
            var (start, end) = (PageEvents.Noon.AddSeconds(5 * from), PageEvents.Noon.AddSeconds(5 * to));
            var query = new StatisticsQuery { From = start, To = end, Limit = limit };
            var items = new List<PageWindow>();
            do
            {
                var page = view.Query(query);
                items.AddRange(page.Items);
                Assert.True(page.Items.Count == limit || page.Next is null);
                Assert.True(items.Count <= windows.Length, "The query returned an item twice.");
                query = query with { Before = page.Next };
            }
            while (query.Before is not null);

            var expected = windows.Distinct()
                .Where(window => window.Item2 >= from && window.Item2 < to)
                .OrderByDescending(window => window.Item2)
                .ThenBy(window => window.Item1);
            Assert.Equal(expected.Select(window => $"P{window.Item1} {5 * window.Item2}"), items.Select(Text));
        });

    [Fact]
    public void Newest_windows_come_first_then_pages_in_ordinal_order() =>
        Assert.Equal(["home 10", "about/us 5", "home 5", "About 0", "home 0"], Found(new()));

    [Fact]
    public void A_page_is_found_by_its_exact_name() => Assert.Equal(["About 0"], Found(new() { Page = "About" }));

    [Fact]
    public void Search_finds_a_part_of_a_name_in_upper_or_lower_case() =>
        Assert.Equal(["about/us 5", "About 0"], Found(new() { Search = "ABOUT" }));

    [Fact]
    public void A_range_of_windows_does_not_include_its_end() =>
        Assert.Equal(["about/us 5", "home 5"], Found(new() { From = PageEvents.Noon.AddSeconds(1), To = PageEvents.Noon.AddSeconds(10) }));

    [Fact]
    public void A_result_continues_at_a_cursor_whose_window_was_deleted() =>
        Assert.Equal(["home 5", "About 0"], Found(new() { Before = new(PageEvents.Noon.AddSeconds(5), "b"), Limit = 2 }));

    [Fact]
    public void The_latest_windows_of_a_page_can_be_queried() =>
        Assert.Equal(["home 10", "home 5"], Found(new() { Page = "home", Limit = 2 }));

    [Fact]
    public void The_last_page_of_a_result_has_no_cursor()
    {
        Assert.Null(View.Query(new() { Limit = 5 }).Next);
        Assert.Equal(new StatisticsCursor(PageEvents.Noon, "About"), View.Query(new() { Limit = 4 }).Next);
    }

    [Fact]
    public void The_counts_of_a_window_include_all_partitions()
    {
        Assert.Equal(new Dictionary<string, long> { ["about/us"] = 1, ["home"] = 2 }, View.CountsOf(PageEvents.Noon.AddSeconds(5)));
        Assert.Empty(View.CountsOf(PageEvents.Noon.AddSeconds(6)));
    }

    [Fact]
    public void A_limit_below_1_is_rejected() => Assert.Throws<ArgumentOutOfRangeException>(() => View.Query(new() { Limit = 0 }));

    private static IEnumerable<string> Found(StatisticsQuery query) => View.Query(query).Items.Select(Text);
}
