using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.TryItPage;

/// <summary>ProducerApi's page for trying it. The page is Scalar's, so that its accessibility is not tested here.</summary>
[Collection(nameof(WithRunningSystem))]
public sealed class TryItPageTests(RunningSystem shared, Chromium chromium)
{
    [Fact]
    public Task The_page_for_trying_ProducerApi_lists_every_endpoint() => chromium.VisitAsync(
        shared.Application, Application.Producer, async tab =>
    {
        await tab.Page.GotoAsync(new Uri(shared.Application.AddressOf(Application.Producer), "/docs").AbsoluteUri);

        await ListsAsync("/events");
        await ListsAsync("/publish/{topic}/{name}");

        // The page loads a group of endpoints when it comes into view.
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Records", Exact = true }).ClickAsync();
        await ListsAsync("/topics/{topic}/records");

        Task ListsAsync(string endpoint) => Expect(tab.Page.GetByText(endpoint).First).ToBeVisibleAsync();
    });
}
