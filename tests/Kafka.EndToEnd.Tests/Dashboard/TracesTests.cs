using System.Text.RegularExpressions;
using Kafka.EndToEnd.Tests.AppHost;
using Kafka.EndToEnd.Tests.LivePage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.Dashboard;

[Collection(WithRunningAppHost.Name)]
public sealed partial class TracesTests(RunningAppHost shared, Chromium chromium)
{
    private static readonly string[] Services = ["producer-api", "consumer-worker", "json-service", "streams-service"];

    [EmbeddedFact]
    public async Task One_publish_over_http_is_one_picture_of_all_services()
    {
        var trace = await PublishAsync(PublishedEvent.NewName());
        await VisitAsync($"traces/detail/{trace}", async tab =>
        {
            foreach (var service in Services)
                await Expect(SpansOf(tab, service).First).ToBeVisibleAsync();

            await Expect(SpansOf(tab, "producer-api").Filter(new() { HasText = "send page-events" })).ToBeVisibleAsync();
            await Expect(SpansOf(tab, "consumer-worker").Filter(new() { HasText = "process page-events" })).ToBeVisibleAsync();
            await Expect(SpansOf(tab, "json-service").Filter(new() { HasText = "send page-events-json" })).ToBeVisibleAsync();
            await Expect(SpansOf(tab, "streams-service").Filter(new() { HasText = "send page-statistics" }).First).ToBeVisibleAsync();

            await tab.AxeFindsNothingAsync();
        });
    }

    [EmbeddedFact]
    public async Task A_trace_that_has_not_come_in_yet_appears_by_itself()
    {
        var trace = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());
        await VisitAsync($"traces/detail/{trace}", async tab =>
        {
            await Expect(tab["empty"]).ToContainTextAsync(trace);

            await PublishAsync(PublishedEvent.NewName(), trace);

            await Expect(SpansOf(tab, "producer-api").First).ToBeVisibleAsync();
        });
    }

    [EmbeddedFact]
    public Task A_trace_is_found_by_the_key_of_its_record_and_leads_through_a_span_to_its_logs_and_back() => VisitAsync("traces", async tab =>
    {
        var page = PublishedEvent.NewName();
        var trace = await PublishAsync(page);
        await tab["filter"].FillAsync(page);
        await Expect(tab["trace"]).ToHaveCountAsync(1);
        await tab["trace"].ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(new Regex($"/traces/detail/{trace}$"));

        await SpansOf(tab, "consumer-worker").Filter(new() { HasText = "process page-events" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(tab["details"]).ToContainTextAsync(page);
        await Expect(tab["kafka-record"]).ToHaveAttributeAsync("href", RecordAddress());
        await tab["span-logs"].GetByRole(AriaRole.Link).First.ClickAsync();

        await Expect(tab["log"]).Not.ToHaveCountAsync(0);
        await Expect(tab["details"]).ToContainTextAsync(page);
        await tab.AxeFindsNothingAsync();
        await tab["to-trace"].ClickAsync();
        await Expect(tab["details"]).ToContainTextAsync(page);
    });

    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_light_list() => AxeFindsNothing("traces", "trace", ColorScheme.Light);

    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_dark_list() => AxeFindsNothing("traces", "trace", ColorScheme.Dark);

    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_light_logs() => AxeFindsNothing("structuredlogs", "log", ColorScheme.Light);

    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_dark_logs() => AxeFindsNothing("structuredlogs", "log", ColorScheme.Dark);

    private Task AxeFindsNothing(string page, string row, ColorScheme theme) => chromium.AxeFindsNothingAsync(shared.Process, page, row, theme);

    /// <summary>Publishes an event as a browser does, and returns the id of its trace.</summary>
    private async Task<string> PublishAsync(string name, string? trace = null)
    {
        using var http = shared.Process.HttpClientFor("producer-api");
        if (trace is not null)
            http.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");

        using var response = await http.GetAsync($"/publish/page-events/{name}");
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("traceresponse").Single().Split('-')[1];
    }

    private Task VisitAsync(string page, Func<Tab, Task> test, ColorScheme theme = ColorScheme.Light)
        => chromium.VisitDashboardAsync(shared.Process, page, test, theme);

    private static ILocator SpansOf(Tab tab, string service) => tab.Page.Locator($"[data-testid=span][data-service='{service}']");

    [GeneratedRegex(@"^kafka/topics/page-events\?partition=\d+&offset=\d+$")]
    private static partial Regex RecordAddress();
}
