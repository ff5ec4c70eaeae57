using System.Text.RegularExpressions;
using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.KafkaConsole;

[Collection(nameof(WithRunningSystem))]
public sealed class SearchTests(RunningSystem shared, Chromium chromium)
{
    private readonly Application _application = shared.Application;

    [Fact]
    public Task A_published_event_is_found_and_the_address_of_the_search_finds_it_again() => VisitAsync(async tab =>
    {
        var published = await PublishedEvent.PublishAsync(_application, PublishedEvent.NewName());
        await tab.GoAsync("/topics/page-events");
        await tab["open-search"].ClickAsync();
        await tab["search-json"].FillAsync($"$.name == \"{published.Name}\"");
        await tab["search-json"].PressAsync("Enter");

        await Expect(tab["search-state"]).ToHaveTextAsync("Complete");
        await Expect(tab["record"]).ToHaveCountAsync(1);
        await tab.RecordRow(published.Partition, published.Offset).GetByTestId("record-link").ClickAsync();
        await Expect(tab["record-details"].GetByTestId("key")).ToHaveTextAsync(published.Name);
        await tab.Page.ReloadAsync();
        await Expect(tab["search-json"]).ToHaveValueAsync($"$.name == \"{published.Name}\"");
        await Expect(tab.RecordRow(published.Partition, published.Offset)).ToBeVisibleAsync();
        await Expect(tab["record-details"].GetByTestId("key")).ToHaveTextAsync(published.Name);

        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab["search-download"].ClickAsync());
        Assert.Equal("page-events.ndjson", download.SuggestedFilename);
        await using var file = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(file);
        Assert.Matches(
            $$"""^\{"topic":"page-events","partition":{{published.Partition}},"offset":{{published.Offset}},.*\}\n$""",
            await reader.ReadToEndAsync());
    });

    [Fact]
    public Task The_browser_goes_back_to_the_search_before() => VisitAsync(async tab =>
    {
        await tab.GoAsync("/topics/page-events/search?key=no-such-key");
        await Expect(tab["empty"]).ToHaveTextAsync(new Regex("^No record matches"));
        await tab["search-key"].FillAsync("no-other-key");
        await tab["search"].ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(new Regex("key=no-other-key"));

        await tab.Page.GoBackAsync();

        await Expect(tab["search-key"]).ToHaveValueAsync("no-such-key");
        await Expect(tab["empty"]).ToBeVisibleAsync();
    });

    [Fact]
    public Task What_is_wrong_is_said_beside_the_field() => VisitAsync(async tab =>
    {
        await tab.GoAsync("/topics/page-events/search");
        await tab["search-json"].FillAsync("user");
        await tab["search"].ClickAsync();

        await Expect(tab["search-json-error"]).ToContainTextAsync("is not understood at character 1");
        await Expect(tab["search-results"]).ToHaveCountAsync(0);
    });

    private Task VisitAsync(Func<Tab, Task> test) => chromium.VisitAsync(_application, Application.Console, test);
}
