using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.LivePage;

[Collection(nameof(WithDisturbedSystem))]
public sealed class OutageTests(DisturbedSystem shared, Chromium chromium)
{
    private static readonly TimeSpan ToRestart = TimeSpan.FromSeconds(60);

    [LinuxFact]
    public async Task The_page_keeps_what_it_shows_during_an_outage_and_continues_by_itself_in_every_window()
    {
        var app = shared.Application;
        await app.WaitUntilHealthyAsync();

        await chromium.VisitAsync(app, async tab =>
        {
            tab.ExpectedError = Tab.FailedRequest;
            var before = (await PublishedEvent.PublishAsync(app, PublishedEvent.NewName("before"))).Name;
            await Expect(tab.StatisticsOf(before)).ToBeVisibleAsync();
            var second = await tab.OpenAnotherAsync();
            var total = await tab.ChartTotalAsync();
            var window = await tab.LastWindowAsync();

            foreach (var replica in app.InstancesOf(Application.Streams)) Signals.Send(replica.ProcessId!.Value, Signal.Kill);

            await Expect(tab.Connection).ToContainTextAsync("Reconnecting");
            await Expect(tab["notice"]).ToBeVisibleAsync();
            await Expect(tab["notice"]).ToContainTextAsync(Patterns.Outage);
            await Expect(tab["notice"]).ToContainTextAsync("What you see is from");
            Assert.True(await tab.StatisticsOf(before).IsVisibleAsync(), "The table is gone.");
            Assert.True(await tab.Records.First.IsVisibleAsync(), "The latest records are gone.");
            Assert.InRange(await tab.ChartTotalAsync(), total, long.MaxValue);
            var meanwhile = (await PublishedEvent.PublishAsync(app, PublishedEvent.NewName("meanwhile"))).Name;

            await Expect(tab.Connection).ToHaveAttributeAsync("data-state", "live", new() { Timeout = (float)ToRestart.TotalMilliseconds });
            await Expect(tab["notice"]).ToBeHiddenAsync();
            await Eventually.HoldsAsync("the chart shows a later window", async () => await tab.LastWindowAsync() > window, ToRestart);
            await Expect(tab.StatisticsOf(meanwhile).Locator("[data-figure=count]")).ToHaveTextAsync("1");
            await Expect(tab.StatisticsOf(before).Locator("[data-figure=count]")).ToHaveTextAsync("1");
            await Expect(second.Connection).ToHaveAttributeAsync("data-state", "live");
            await Expect(second.StatisticsOf(meanwhile)).ToBeVisibleAsync();
            Assert.Single(tab.Requests, request => new Uri(request).AbsolutePath == "/"); // no reload
        });
    }
}
