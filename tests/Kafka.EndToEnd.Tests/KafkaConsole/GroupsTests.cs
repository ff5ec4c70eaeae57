using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.KafkaConsole;

[Collection(nameof(WithRunningSystem))]
public sealed class GroupsTests(RunningSystem shared, Chromium chromium)
{
    [Fact]
    public Task The_page_of_groups_says_why_the_in_memory_broker_shows_none() => chromium.VisitAsync(
        shared.Application, Application.Console, async tab =>
    {
        await tab.GoAsync("/groups");

        await Expect(tab["not-available"]).ToHaveTextAsync(
            "Consumer groups are not available on this cluster: it does not implement Kafka's admin API. "
            + "See the metric kafka.consumer.lag in the telemetry dashboard.");
        await Expect(tab["group"]).ToHaveCountAsync(0);
        await Expect(tab["error"]).ToHaveCountAsync(0);
    });
}
