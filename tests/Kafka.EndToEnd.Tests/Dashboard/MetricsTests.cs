using System.Text.RegularExpressions;
using Kafka.EndToEnd.Tests.AppHost;
using Kafka.EndToEnd.Tests.LivePage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.Dashboard;

[Collection(WithRunningAppHost.Name)]
public sealed partial class MetricsTests(RunningAppHost shared, Chromium chromium)
{
    private const string Sent = "metrics/resource/supplier-worker/meter/Messaging/instrument/messaging.client.sent.messages";
    private const string Processed = "metrics/resource/consumer-worker/meter/Messaging/instrument/messaging.process.duration";

    [EmbeddedFact]
    public Task What_a_service_sends_is_charted_and_the_numbers_are_there_to_read() => VisitAsync(Sent, async tab =>
    {
        await Expect(Chart(tab)).ToHaveAttributeAsync("data-points", Some());
        await Expect(Chart(tab).Locator("canvas")).ToBeVisibleAsync();
        await Expect(Chart(tab)).ToHaveAttributeAsync("aria-label", PerSecond());

        await tab["numbers"].Locator("summary").ClickAsync();
        await Expect(tab["number-table"].Locator("td").Filter(new() { HasTextRegex = Some() }).First).ToBeVisibleAsync();
    });

    [EmbeddedFact]
    public Task Whatever_is_chosen_is_in_the_address_and_there_again_after_a_reload() => VisitAsync("metrics", async tab =>
    {
        await tab["resource-select"].SelectOptionAsync("consumer-worker");
        await tab["instruments"].GetByRole(AriaRole.Link, new() { Name = "messaging.process.duration" }).ClickAsync();
        await Expect(tab["line-chart"].First).ToContainTextAsync("p99");
        await tab["split-select"].SelectOptionAsync("resource");
        await tab["duration-select"].SelectOptionAsync("1");
        await tab["filters"].GetByLabel("consumer-worker-2").CheckAsync();
        await Expect(tab.Page).ToHaveURLAsync(Chosen());

        await tab.Page.ReloadAsync();

        await Expect(tab["split-select"]).ToHaveValueAsync("resource");
        await Expect(tab["filters"].GetByLabel("consumer-worker-2")).ToBeCheckedAsync();
        await Expect(tab["line-chart"].First).ToContainTextAsync("consumer-worker-2");
        await Expect(tab["line-chart"].First).Not.ToContainTextAsync("consumer-worker-1");
    });

    [EmbeddedFact]
    public Task All_services_are_seen_at_a_glance() => VisitAsync("metrics", async tab =>
    {
        var sent = tab["overview"].GetByTestId("line-chart").Filter(new() { HasText = "Messages sent" });
        await Expect(sent.GetByRole(AriaRole.Link, new() { Name = "supplier-worker" })).ToBeVisibleAsync();
        await Expect(sent.GetByRole(AriaRole.Img)).ToHaveAttributeAsync("data-points", Some());
    });

    [EmbeddedFact]
    public Task An_instrument_that_is_not_there_is_said_not_to_be() => VisitAsync(Sent + "-by-nobody", tab =>
        Expect(tab["instrument-empty"]).ToContainTextAsync("supplier-worker has sent nothing of messaging.client.sent.messages-by-nobody"));

    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_light_page() => AxeFindsNothing(ColorScheme.Light);

    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_dark_page() => AxeFindsNothing(ColorScheme.Dark);

    private Task AxeFindsNothing(ColorScheme theme) => VisitAsync(Processed, async tab =>
    {
        await Expect(Chart(tab)).ToHaveAttributeAsync("data-points", Some());
        await tab["numbers"].Locator("summary").ClickAsync();
        await Expect(tab["number-table"]).ToBeVisibleAsync();

        await tab.AxeFindsNothingAsync();
    }, theme);

    private Task VisitAsync(string page, Func<Tab, Task> test, ColorScheme theme = ColorScheme.Light)
        => chromium.VisitDashboardAsync(shared.Process, page, test, theme);

    private static ILocator Chart(Tab tab) => tab["line-chart"].First.GetByRole(AriaRole.Img);

    [GeneratedRegex("^[1-9]")]
    private static partial Regex Some();

    [GeneratedRegex("messages/s$")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"/metrics/resource/consumer-worker/meter/ServiceDefaults\.Messaging/instrument/messaging\.process\.duration\?duration=1&split=resource&filter\.resource=consumer-worker-2$")]
    private static partial Regex Chosen();
}
