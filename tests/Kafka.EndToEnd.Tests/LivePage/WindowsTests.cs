using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.LivePage;

/// <summary>A browser opens at most six connections per host, for all of its windows together.</summary>
[Collection(nameof(WithRunningSystem))]
public sealed class WindowsTests(RunningSystem shared, Chromium chromium)
{
    private const int Windows = 8;

    [Fact]
    public Task Eight_windows_of_a_browser_are_live_also_when_the_first_one_is_closed() => chromium.VisitAsync(
        shared.Application, async first =>
    {
        var others = new List<Tab>();
        while (others.Count < Windows - 1) others.Add(await first.OpenAnotherAsync());
        await EachShowsAsync([first, .. others]);

        await first.Page.CloseAsync();

        await EachShowsAsync(others);
        foreach (var window in others) window.AssertQuiet();
    });

    [Fact]
    public Task Each_window_shows_the_topic_that_was_chosen_in_it() => chromium.VisitAsync(shared.Application, async events =>
    {
        var anonymous = await events.OpenAnotherAsync();
        await anonymous["tail-topic"].SelectOptionAsync("page-events-json");
        var statistics = await events.OpenAnotherAsync();
        await statistics["tail-topic"].SelectOptionAsync("page-statistics");

        var published = await PublishedEvent.PublishAsync(shared.Application, PublishedEvent.NewName());

        await Expect(events.Record(published.Partition, published.Offset)).ToContainTextAsync(published.Name);
        await Expect(anonymous.Records.Filter(new() { HasText = published.Name })).ToContainTextAsync("durationClass");
        await Expect(statistics.Records.Filter(new() { HasText = $"Z {published.Name}" }).First).ToBeVisibleAsync();
    });

    [Fact]
    public Task Another_browser_is_live_beside_them() => chromium.VisitAsync(shared.Application, async first =>
    {
        await first.OpenAnotherAsync();

        await chromium.VisitAsync(shared.Application, other => EachShowsAsync([first, other]));
    });

    private async Task EachShowsAsync(IReadOnlyList<Tab> windows)
    {
        var published = await PublishedEvent.PublishAsync(shared.Application, PublishedEvent.NewName());
        foreach (var window in windows)
        {
            await Expect(window.Record(published.Partition, published.Offset)).ToContainTextAsync(published.Name);
            await Expect(window.StatisticsOf(published.Name)).ToBeVisibleAsync();
        }
    }
}
