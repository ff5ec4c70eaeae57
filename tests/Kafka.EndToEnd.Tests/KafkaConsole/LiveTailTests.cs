using System.Globalization;
using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.KafkaConsole;

[Collection(nameof(WithRunningSystem))]
public sealed class LiveTailTests(RunningSystem shared, Chromium chromium)
{
    private readonly Application _application = shared.Application;

    [Fact]
    public Task An_event_published_over_http_appears_in_the_live_tail_with_its_details() => VisitTailAsync(async tab =>
    {
        var published = await PublishedEvent.PublishAsync(_application, PublishedEvent.NewName());

        var row = tab.RecordRow(published.Partition, published.Offset);
        await Expect(row).ToContainTextAsync(published.Name);
        await row.GetByTestId("record-link").ClickAsync();

        var details = tab["record-details"];
        await Expect(details.GetByTestId("key")).ToHaveTextAsync(published.Name);
        await Expect(details.GetByTestId("value")).ToContainTextAsync($"\"name\": \"{published.Name}\"");
        await Expect(tab.HeaderValue("traceparent")).ToContainTextAsync(published.TraceId);
        await Expect(details.GetByTestId("trace-link")).ToHaveTextAsync($"Trace {published.TraceId}");
        await Expect(details.GetByTestId("trace-link")).ToHaveAttributeAsync(
            "href", new Uri(_application.Dashboard, $"/traces/detail/{published.TraceId}").AbsoluteUri);
        await Expect(tab["tail-state"]).ToHaveTextAsync("Live");
    });

    [Fact]
    public Task A_paused_tail_shows_what_it_received_when_it_is_resumed() => VisitTailAsync(async tab =>
    {
        await tab["pause"].ClickAsync();
        await Expect(tab["pause"]).ToHaveTextAsync("Resume");
        await Expect(tab["tail-state"]).ToHaveTextAsync("Paused");
        var before = await ReceivedAsync(tab);

        var published = await PublishedEvent.PublishAsync(_application, PublishedEvent.NewName());
        // SupplierWorker sends others.
        await Eventually.HoldsAsync("the tail receives two records", async () => await ReceivedAsync(tab) > before + 1);
        await Expect(tab.RecordRow(published.Partition, published.Offset)).ToHaveCountAsync(0);

        await tab["pause"].ClickAsync();
        await Expect(tab["pause"]).ToHaveTextAsync("Pause");
        await Expect(tab.RecordRow(published.Partition, published.Offset)).ToBeVisibleAsync();
    });

    /// <summary>Switches on the live tail of <c>page-events</c>, and runs a test on it.</summary>
    private Task VisitTailAsync(Func<Tab, Task> test) => chromium.VisitAsync(_application, Application.Console, async tab =>
    {
        await tab.GoAsync("/topics");
        await tab["topic"].GetByText("page-events", new() { Exact = true }).ClickAsync();
        await tab["tail"].ClickAsync();
        await Expect(tab["tail-state"]).ToHaveAttributeAsync("data-state", "live");
        await test(tab);
    });

    private static async Task<long> ReceivedAsync(Tab tab) =>
        long.Parse((await tab["tail-state"].GetAttributeAsync("data-received"))!, CultureInfo.InvariantCulture);
}
