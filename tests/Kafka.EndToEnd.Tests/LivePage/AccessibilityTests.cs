using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.LivePage;

[Collection(nameof(WithRunningSystem))]
public sealed class AccessibilityTests(RunningSystem shared, Chromium chromium)
{
    [Fact]
    public Task Axe_finds_nothing_on_the_light_page() => FindsNothing(ColorScheme.Light);

    [Fact]
    public Task Axe_finds_nothing_on_the_dark_page() => FindsNothing(ColorScheme.Dark);

    /// <summary>Checks a page that shows data, a validation error and an open record.</summary>
    private Task FindsNothing(ColorScheme theme) => chromium.VisitAsync(shared.Application, async tab =>
    {
        tab.ExpectedError = Tab.RejectedRequest;
        await tab.PublishAsync(PublishedEvent.NewName(), "-5");
        await Expect(tab["publish-error-duration"]).ToBeVisibleAsync();
        await tab.OpenRecordAsync();

        await tab.AxeFindsNothingAsync();
    }, new() { ColorScheme = theme });
}
