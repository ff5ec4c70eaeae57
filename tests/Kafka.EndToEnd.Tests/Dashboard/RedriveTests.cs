using System.Net.Http.Json;
using Kafka.EndToEnd.Tests.AppHost;
using Kafka.EndToEnd.Tests.LivePage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.Dashboard;

[Collection(WithRunningAppHost.Name)]
public sealed class RedriveTests(RunningAppHost shared, Chromium chromium)
{
    private const string DeadLetters = "page-events.consumer-worker.dead";

    [EmbeddedFact]
    public async Task A_poison_record_is_redriven_by_the_button_and_comes_back_once()
    {
        var poison = PublishedEvent.NewName("poison");
        await PoisonAsync(poison);
        await VisitAsync($"kafka/dead-letters/{DeadLetters}", async tab =>
        {
            var letters = tab["dead-letter"].Filter(new() { HasText = poison });
            await Expect(letters).ToHaveCountAsync(1);
            await Expect(letters.GetByTestId("cause")).ToContainTextAsync("undecodable");

            await letters.GetByTestId("redrive").ClickAsync();
            await Expect(tab["notice"]).ToContainTextAsync("Redriven");

            // Still poison, it dies again, as a dead letter of its own.
            await Expect(letters).ToHaveCountAsync(2);
            await Expect(letters.GetByTestId("cause").Filter(new() { HasText = "undecodable" })).ToHaveCountAsync(2);
            await Expect(letters.GetByTestId("redrive")).ToHaveCountAsync(1);
            await tab.AxeFindsNothingAsync();

            await tab["went"].ClickAsync();
            await Expect(tab["record-details"]).ToContainTextAsync(poison);
            await Expect(tab["record-details"]).ToContainTextAsync("redriven.from");
            await Expect(tab["trace-link"]).ToBeVisibleAsync();
            await tab.AxeFindsNothingAsync();
        });
        Assert.Equal(2, await CountAsync(poison));
    }

    [EmbeddedFact]
    public Task The_live_tail_shows_what_comes() => VisitAsync("kafka/topics/page-events?tail=true", async tab =>
    {
        await Expect(tab["tail-state"]).ToHaveAttributeAsync("data-state", "live");

        var published = await PublishedEvent.PublishAsync(shared.Process, PublishedEvent.NewName());

        var row = tab.Page.Locator($"[data-testid=record][data-partition='{published.Partition}'][data-offset='{published.Offset}']");
        await Expect(row).ToContainTextAsync(published.Name);
        await row.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(tab["value"]).ToContainTextAsync(published.Name);
    });

    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_dark_page_of_topics() => AxeFindsNothing("kafka/topics", "topic", ColorScheme.Dark);

    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_light_page_of_groups() => AxeFindsNothing("kafka/groups", "group", ColorScheme.Light);

    [EmbeddedFact]
    public Task Axe_finds_nothing_on_the_dark_page_of_a_group() => AxeFindsNothing("kafka/groups/streams-service", "group-partition", ColorScheme.Dark);

    private Task AxeFindsNothing(string page, string row, ColorScheme theme) => chromium.AxeFindsNothingAsync(shared.Process, page, row, theme);

    private async Task PoisonAsync(string name)
    {
        using var http = shared.Process.HttpClientFor("producer-api");
        using var response = await http.PostAsJsonAsync("/topics/page-events/records", new { poison = name });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>How often a text is among the last records of the topic.</summary>
    private async Task<int> CountAsync(string text)
    {
        using var http = new HttpClient { BaseAddress = shared.Process.Dashboard };
        var records = await http.GetStringAsync("api/kafka/topics/page-events/records?limit=500");
        return records.Split(text).Length - 1;
    }

    private Task VisitAsync(string page, Func<Tab, Task> test, ColorScheme theme = ColorScheme.Light)
        => chromium.VisitDashboardAsync(shared.Process, page, test, theme);
}
