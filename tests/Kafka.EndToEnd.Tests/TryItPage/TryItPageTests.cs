using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.TryItPage;

[Collection(nameof(WithRunningSystem))]
public sealed class TryItPageTests(RunningSystem shared, Chromium chromium)
{
    [Theory]
    [InlineData("/events")]
    [InlineData("/topics/{topic}/records")]
    [InlineData("/publish/{topic}/{name}")]
    public Task The_page_for_trying_ProducerApi_lists_each_endpoint(string path) => chromium.VisitAsync(shared.Application, Application.Producer, async tab =>
    {
        await tab.Page.GotoAsync(new Uri(shared.Application.AddressOf(Application.Producer), "/docs").AbsoluteUri);

        await Expect(tab.Page.GetByText(path).First).ToBeVisibleAsync();
    });
}
