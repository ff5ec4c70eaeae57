using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.KafkaConsole;

[Collection(nameof(WithRunningSystem))]
public sealed class AccessibilityTests(RunningSystem shared, Chromium chromium)
{
    private const int NarrowScreen = 360;

    private readonly Application _application = shared.Application;

    public enum View
    {
        Topics,
        Records,
        RecordDetails,
        LiveTail,
        Search,
        SearchErrors,
        Groups,
        DeadLetters,
        DeadLetterTopic,
        DeadLetterDetails,
        RedriveDialog,
    }

    public static TheoryData<View> Views => [.. Enum.GetValues<View>()];

    [Theory]
    [MemberData(nameof(Views))]
    public Task Axe_finds_nothing_on_a_light_page(View view) =>
        VisitAsync(view, tab => tab.AxeFindsNothingAsync(), new() { ColorScheme = ColorScheme.Light });

    [Theory]
    [MemberData(nameof(Views))]
    public Task Axe_finds_nothing_on_a_dark_page(View view) =>
        VisitAsync(view, tab => tab.AxeFindsNothingAsync(), new() { ColorScheme = ColorScheme.Dark });

    [Theory]
    [MemberData(nameof(Views))]
    public Task A_page_on_a_narrow_screen_needs_no_scrolling_sideways(View view) => VisitAsync(
        view,
        async tab => Assert.Equal(NarrowScreen, await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")),
        new() { ViewportSize = new() { Width = NarrowScreen, Height = 740 } });

    /// <summary>Opens one view that has something to show, and runs a test on it.</summary>
    private async Task VisitAsync(View view, Func<Tab, Task> test, BrowserNewContextOptions visitor)
    {
        var published = await PublishedEvent.PublishAsync(_application, PublishedEvent.NewName());
        var showsDeadLetters = view is View.DeadLetters or View.DeadLetterTopic or View.DeadLetterDetails or View.RedriveDialog;
        var letter = showsDeadLetters ? await PoisonRecord.SendAsync(_application) : null;

        await chromium.VisitAsync(_application, Application.Console, async tab =>
        {
            await OpenAsync(tab);
            await test(tab);
        }, visitor);

        async Task OpenAsync(Tab tab)
        {
            switch (view)
            {
                case View.Topics:
                    await tab.GoAsync("/topics");
                    await Expect(tab["topic"].First).ToBeVisibleAsync();
                    break;
                case View.Records:
                    await tab.GoAsync("/topics/page-events?limit=20");
                    await tab.Page.GetByText("4 partitions").ClickAsync();
                    await Expect(tab["partitions"]).ToBeVisibleAsync();
                    await Expect(tab["record"].First).ToBeVisibleAsync();
                    break;
                case View.RecordDetails:
                    await tab.GoAsync($"/topics/page-events?partition={published.Partition}&offset={published.Offset}");
                    await Expect(tab["record-details"]).ToBeVisibleAsync();
                    break;
                case View.LiveTail:
                    await tab.GoAsync("/topics/page-events?tail=true");
                    await Expect(tab["tail-state"]).ToHaveAttributeAsync("data-state", "live");
                    await Expect(tab["record"].First).ToBeVisibleAsync(); // SupplierWorker sends one each second
                    break;
                case View.Search:
                    await tab.GoAsync($"/topics/page-events/search?key={published.Name}");
                    await Expect(tab["record"].First).ToBeVisibleAsync();
                    await tab.Page.GetByText("Partitions", new() { Exact = true }).ClickAsync();
                    break;
                case View.SearchErrors:
                    await tab.GoAsync("/topics/page-events/search?json=user&headerValue=a&fromTime=yesterday&keyMatch=like");
                    await Expect(tab["search-json-error"]).ToBeVisibleAsync();
                    break;
                case View.Groups:
                    await tab.GoAsync("/groups");
                    await Expect(tab["not-available"]).ToBeVisibleAsync();
                    break;
                case View.DeadLetters:
                    await tab.GoAsync("/dead-letters");
                    await Expect(tab["dead-letter-topic"].First).ToBeVisibleAsync();
                    break;
                case View.DeadLetterTopic:
                    await tab.GoAsync($"/dead-letters/{letter!.Topic}?limit=20");
                    await Expect(tab.DeadLetter(letter)).ToBeVisibleAsync();
                    break;
                case View.DeadLetterDetails:
                    await tab.GoAsync($"/dead-letters/{letter!.Topic}?record={letter.Partition.Value}/{letter.Offset.Value}");
                    await Expect(tab["record-details"]).ToBeVisibleAsync();
                    break;
                case View.RedriveDialog:
                    await tab.GoAsync($"/dead-letters/{letter!.Topic}?limit=20");
                    await tab["redrive-all"].ClickAsync();
                    await Expect(tab["redrive-confirm"]).ToBeVisibleAsync();
                    break;
            }
        }
    }
}
