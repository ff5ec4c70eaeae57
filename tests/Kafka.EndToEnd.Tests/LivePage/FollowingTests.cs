using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.LivePage;

[Collection(nameof(WithRunningSystem))]
public sealed class FollowingTests(RunningSystem shared, Chromium chromium)
{
    [Fact]
    public Task The_chart_moves_with_the_events_and_is_never_reloaded() => chromium.VisitAsync(shared.Application, async tab =>
    {
        var total = await tab.ChartTotalAsync();
        var window = await tab.LastWindowAsync();
        var name = PublishedEvent.NewName();

        // Old events leave the chart during the test. More events are published than can leave, so that the total must grow.
        for (var i = 0; i < 30; i++) await PublishedEvent.PublishAsync(shared.Application, name);

        await Eventually.HoldsAsync("the chart shows more events", async () => await tab.ChartTotalAsync() > total);
        await Eventually.HoldsAsync("the chart shows a later window", async () => await tab.LastWindowAsync() > window);
        Assert.Single(tab.Requests, request => new Uri(request).AbsolutePath == "/");
    });

    [Fact]
    public Task An_event_published_over_http_is_among_the_latest_records_and_counted_once() => chromium.VisitAsync(
        shared.Application, async tab =>
    {
        var published = await PublishedEvent.PublishAsync(shared.Application, PublishedEvent.NewName(), milliseconds: 300);

        await Expect(tab.Record(published.Partition, published.Offset)).ToContainTextAsync(published.Name);
        var row = tab.StatisticsOf(published.Name);
        await Expect(row.Locator("[data-figure=count]")).ToHaveTextAsync("1");
        await Expect(row.Locator("[data-figure=total]")).ToHaveTextAsync("300");
        await Expect(row).ToHaveCountAsync(1);
    });
}
