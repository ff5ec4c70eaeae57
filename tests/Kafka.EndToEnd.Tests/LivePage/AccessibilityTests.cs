using Kafka.EndToEnd.Tests.AppHost;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.LivePage;

[Collection(WithRunningAppHost.Name)]
public sealed class AccessibilityTests(RunningAppHost shared, Chromium chromium)
{
    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_light_page() => FindsNothing(ColorScheme.Light);

    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_dark_page() => FindsNothing(ColorScheme.Dark);

    /// <summary>With everything there that a visitor can bring about: data, an error at a field, an open record.</summary>
    private Task FindsNothing(ColorScheme theme) => chromium.VisitAsync(shared.Process, async tab =>
    {
        tab.ExpectedError = Tab.RejectedRequest;
        await tab.PublishAsync(PublishedEvent.NewName(), "-5");
        await Expect(tab["publish-error-duration"]).ToBeVisibleAsync();
        await tab.OpenRecordAsync();

        await tab.AxeFindsNothingAsync();
    }, new() { ColorScheme = theme });
}
