using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.LivePage;

[Collection(nameof(WithRunningSystem))]
public sealed class ReadingTests(RunningSystem shared, Chromium chromium)
{
    private const int NarrowScreen = 360;
    private const int LongerThanTheSearchWaits = 400;

    [Fact]
    public Task A_search_leaves_the_pages_that_match_in_the_table() => chromium.VisitAsync(shared.Application, async tab =>
    {
        var wanted = (await PublishedEvent.PublishAsync(shared.Application, PublishedEvent.NewName("wanted"))).Name;
        var other = (await PublishedEvent.PublishAsync(shared.Application, PublishedEvent.NewName("other"))).Name;
        await Expect(tab.StatisticsOf(wanted)).ToBeVisibleAsync();
        await Expect(tab.StatisticsOf(other)).ToBeVisibleAsync();

        await tab["search"].FillAsync(wanted[2..].ToUpperInvariant());
        await Expect(tab.Statistics).ToHaveCountAsync(1);
        await Expect(tab.StatisticsOf(wanted)).ToBeVisibleAsync();

        await tab["search"].FillAsync("no page has this name");
        await Expect(tab.Statistics).ToHaveCountAsync(0);
        await Expect(tab.Page.GetByText("No page matches")).ToBeVisibleAsync();

        await tab["search"].ClearAsync();
        await Expect(tab.StatisticsOf(other)).ToBeVisibleAsync();
    });

    [Fact]
    public Task A_search_can_be_typed_slowly() => chromium.VisitAsync(shared.Application, async tab =>
    {
        var wanted = (await PublishedEvent.PublishAsync(shared.Application, PublishedEvent.NewName("slow"))).Name;
        var other = (await PublishedEvent.PublishAsync(shared.Application, PublishedEvent.NewName("other"))).Name;
        await Expect(tab.StatisticsOf(wanted)).ToBeVisibleAsync();
        await Expect(tab.StatisticsOf(other)).ToBeVisibleAsync();

        // The page starts a search after each key.
        var typed = wanted[..6];
        await tab["search"].PressSequentiallyAsync(typed, new() { Delay = LongerThanTheSearchWaits });
        await tab["search"].PressSequentiallyAsync(wanted[typed.Length..]);

        await Expect(tab["search"]).ToHaveValueAsync(wanted);
        await Expect(tab["search"]).ToBeFocusedAsync();
        await Expect(tab.Statistics).ToHaveCountAsync(1);
        await Expect(tab.StatisticsOf(wanted)).ToBeVisibleAsync();
    });

    [Fact]
    public Task The_theme_that_was_chosen_is_still_there_after_a_reload() => chromium.VisitAsync(shared.Application, async tab =>
    {
        var page = tab.Page.Locator("html");
        await Expect(page).ToHaveAttributeAsync("data-theme", "light"); // the theme of the browser's operating system

        await tab["theme-toggle"].ClickAsync();
        await Expect(page).ToHaveAttributeAsync("data-theme", "dark");

        await tab.Page.ReloadAsync();
        await Expect(page).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(tab["theme-toggle"]).ToHaveAttributeAsync("aria-pressed", "true");
        await tab.IsLiveAsync();
    });

    [Fact]
    public Task The_page_asks_its_own_host_and_no_other() => chromium.VisitAsync(shared.Application, async tab =>
    {
        await Expect(tab.Chart.Locator("canvas")).ToBeVisibleAsync(); // the chart library is served locally, and not from a CDN

        tab.AssertQuiet();
    });

    [Fact]
    public Task A_narrow_screen_needs_no_scrolling_sideways() => chromium.VisitAsync(shared.Application, async tab =>
    {
        var longest = PublishedEvent.NewName().PadRight(256, 'W');
        await PublishedEvent.PublishAsync(shared.Application, longest);
        await Expect(tab.StatisticsOf(longest)).ToBeVisibleAsync();
        Assert.Equal(NarrowScreen, await WidthAsync(tab));

        await tab.OpenRecordAsync();
        Assert.Equal(NarrowScreen, await WidthAsync(tab));
    }, new() { ViewportSize = new() { Width = NarrowScreen, Height = 740 } });

    private static Task<int> WidthAsync(Tab tab) => tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
}
