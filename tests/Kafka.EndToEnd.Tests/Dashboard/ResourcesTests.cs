using System.Text.RegularExpressions;
using Kafka.EndToEnd.Tests.AppHost;
using Kafka.EndToEnd.Tests.LivePage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.Dashboard;

[Collection(WithRunningAppHost.Name)]
public sealed partial class ResourcesTests(RunningAppHost shared, Chromium chromium)
{
    [EmbeddedFact]
    public Task A_service_is_stopped_and_started_again_through_the_page() => VisitAsync("", async tab =>
    {
        var app = shared.Process;
        using var service = app.HttpClientFor("json-service");
        var first = app.ServiceProcessIds["json-service"];

        await Command(tab, "Stop json-service").ClickAsync();
        await IsAsync(tab, "json-service", "Stopped");
        await Assert.ThrowsAsync<HttpRequestException>(() => service.GetAsync("/health"));
        await Expect(Row(tab, "json-service")).Not.ToContainTextAsync("MiB");

        await Command(tab, "Start json-service").ClickAsync();
        await IsAsync(tab, "json-service", "Running");
        using var health = await service.GetAsync("/health");
        Assert.True(health.IsSuccessStatusCode);
        Assert.NotEqual(first, app.ServiceProcessIds["json-service"]);
    });

    [EmbeddedFact]
    public Task A_restart_is_not_counted_as_one_after_a_failure() => VisitAsync("?resource=supplier-worker", async tab =>
    {
        var app = shared.Process;
        var first = app.ServiceProcessIds["supplier-worker"];

        await tab["details"].GetByRole(AriaRole.Button, new() { Name = "Restart supplier-worker" }).ClickAsync();
        await Eventually.HoldsAsync("it is another process", () => app.ServiceProcessIds["supplier-worker"] != first);
        await IsAsync(tab, "supplier-worker", "Running");

        await Expect(tab["details"]).ToContainTextAsync($"{app.ServiceProcessIds["supplier-worker"]}");
        await Expect(tab["details"]).ToContainTextAsync(OrderlyEnd());
    });

    [EmbeddedFact]
    public Task A_secret_is_not_even_sent_until_somebody_asks_for_it() => VisitAsync("?resource=json-service", async tab =>
    {
        var asks = tab["details"].GetByRole(AriaRole.Button, new() { Name = "Show the value of OTEL_EXPORTER_OTLP_HEADERS" });
        await Expect(asks).ToBeVisibleAsync();
        Assert.DoesNotContain(RunningAppHost.Secret, await tab.Page.ContentAsync());

        await asks.ClickAsync();

        await Expect(tab["details"]).ToContainTextAsync(RunningAppHost.Secret);
    });

    [EmbeddedFact]
    public async Task The_broker_in_memory_keeps_its_records_while_it_is_stopped()
    {
        await using var app = AppHostProcess.Start();
        await app.WaitUntilHealthyAsync();
        await chromium.VisitAsync(app, app.Dashboard, async tab =>
        {
            var kept = await PublishedEvent.PublishAsync(app, PublishedEvent.NewName("kept"));
            await tab.Page.GotoAsync(app.Dashboard.AbsoluteUri);

            await Command(tab, "Stop kafka").ClickAsync();
            await IsAsync(tab, "kafka", "Stopped");
            await Command(tab, "Start kafka").ClickAsync();
            await IsAsync(tab, "kafka", "Running");

            var records = TopicLog.ReadTo(app.BootstrapServers, "page-events", kept.Partition, kept.Offset);
            Assert.Equal(kept.Name, records[^1].Message.Key);
        });
    }

    [EmbeddedFact]
    public Task The_console_is_followed_until_it_is_paused_and_can_be_narrowed() => VisitAsync("consolelogs", async tab =>
    {
        await Expect(tab["console-line"].Nth(30)).ToBeAttachedAsync(); // more than there is room for
        await tab.Page.GetByRole(AriaRole.Log).HoverAsync();
        await tab.Page.Mouse.WheelAsync(0, -200);
        await Expect(tab["console-follow"]).ToHaveTextAsync("Follow");
        await tab.Page.Mouse.WheelAsync(0, 10_000);
        await Expect(tab["console-follow"]).ToHaveTextAsync("Pause");

        await tab["console-resource"].SelectOptionAsync("supplier-worker");
        await Expect(tab.Page).ToHaveURLAsync(OfSupplier());
        await Expect(tab.Page.Locator("[data-testid=console-line]:not([data-resource=supplier-worker])")).ToHaveCountAsync(0);

        await tab["console-follow"].ClickAsync();
        await Expect(tab["console-count"]).ToContainTextAsync("newer");
        await tab["console-follow"].ClickAsync();
        await Expect(tab["console-count"]).Not.ToContainTextAsync("newer");

        await tab["console-filter"].FillAsync("no line has this text");
        await Expect(tab.Page.GetByText("No line contains")).ToBeVisibleAsync();
        await Expect(tab.Page).ToHaveURLAsync(Narrowed());
    });

    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_light_page() => AxeFindsNothing("?resource=json-service", ColorScheme.Light);

    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_dark_page() => AxeFindsNothing("?resource=json-service", ColorScheme.Dark);

    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_light_console() => AxeFindsNothing("consolelogs", ColorScheme.Light);

    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_dark_console() => AxeFindsNothing("consolelogs", ColorScheme.Dark);

    private Task AxeFindsNothing(string page, ColorScheme theme)
        => chromium.AxeFindsNothingAsync(shared.Process, page, page is "consolelogs" ? "console-line" : "details", theme);

    private Task VisitAsync(string page, Func<Tab, Task> test, ColorScheme theme = ColorScheme.Light)
        => chromium.VisitDashboardAsync(shared.Process, page, test, theme);

    private static ILocator Row(Tab tab, string resource)
        => tab.Page.Locator("tbody tr").Filter(new() { Has = tab.Page.Locator($"[data-resource='{resource}']") });

    private static ILocator Command(Tab tab, string label) => tab.Page.Locator("tbody").GetByRole(AriaRole.Button, new() { Name = label, Exact = true });

    private static Task IsAsync(Tab tab, string resource, string state)
        => Expect(Row(tab, resource).GetByTestId("state")).ToHaveTextAsync(state);

    [GeneratedRegex(@"Restarts\s*0\s*Last end\s*exit code 0")]
    private static partial Regex OrderlyEnd();

    [GeneratedRegex("/consolelogs/resource/supplier-worker$")]
    private static partial Regex OfSupplier();

    [GeneratedRegex("filter=no%20line")]
    private static partial Regex Narrowed();
}
