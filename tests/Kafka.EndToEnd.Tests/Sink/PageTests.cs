using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.Sink;

[Collection(nameof(WithRunningSystem))]
public sealed class PageTests(RunningSystem shared, Chromium chromium)
{
    [Fact]
    public Task The_page_shows_a_published_event_and_its_total_without_a_reload() => VisitAsync(async tab =>
    {
        var published = await PublishedEvent.PublishAsync(shared.Application, PublishedEvent.NewName(), milliseconds: 300);

        await Expect(tab["events"].GetByText(published.Name)).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("#totals-rows").GetByText(published.Name)).ToBeVisibleAsync();
    });

    [Fact]
    public Task The_choice_of_a_page_is_in_the_address_and_hides_all_others() => VisitAsync(async tab =>
    {
        var wanted = await PublishedEvent.PublishAsync(shared.Application, PublishedEvent.NewName("wanted"), milliseconds: 300);
        await tab["page"].SelectOptionAsync(wanted.Name);

        await Expect(tab.Page.Locator("#events-rows tr")).ToHaveCountAsync(1);
        Assert.Contains(wanted.Name, tab.Page.Url);

        await tab.Page.ReloadAsync();
        await Expect(tab["page"]).ToHaveValueAsync(wanted.Name);
        await Expect(tab.Page.Locator("#events-rows tr")).ToHaveCountAsync(1);
    });

    [Fact]
    public Task Axe_finds_nothing_on_the_light_page() => VisitAsync(tab => tab.AxeFindsNothingAsync());

    [Fact]
    public Task Axe_finds_nothing_on_the_dark_page() => VisitAsync(tab => tab.AxeFindsNothingAsync(), ColorScheme.Dark);

    /// <summary>Opens the page, and waits until it shows an event.</summary>
    private Task VisitAsync(Func<Tab, Task> test, ColorScheme theme = ColorScheme.Light) =>
        chromium.VisitAsync(shared.Application, Application.Sink, async tab =>
        {
            await tab.GoAsync("/");
            await tab.IsLiveAsync();
            await Expect(tab.Page.Locator("#events-rows tr").First).ToBeVisibleAsync();
            await test(tab);
        }, new() { ColorScheme = theme });
}
