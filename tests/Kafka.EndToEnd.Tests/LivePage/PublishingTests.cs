using System.Globalization;
using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.LivePage;

[Collection(nameof(WithRunningSystem))]
public sealed class PublishingTests(RunningSystem shared, Chromium chromium)
{
    private const string Topic = "page-events";

    [Fact]
    public Task The_form_publishes_and_shows_the_receipt_and_the_trace_that_the_record_has() => chromium.VisitAsync(
        shared.Application, async tab =>
    {
        var name = PublishedEvent.NewName();

        await tab.PublishAsync(name, "300");

        var (partition, offset) = await ReceiptAsync(tab);
        await Expect(tab["publish-form"]).ToContainTextAsync($"On {Topic}");
        await Expect(tab["receipt"]).ToContainTextAsync($"partition {partition} · offset {offset}");
        await Expect(tab["trace-id"]).ToHaveTextAsync(Patterns.TraceId);
        var record = TopicReader.ReadTo(await shared.Application.BootstrapServersAsync(), Topic, partition, offset)[^1];
        Assert.Equal(name, TopicReader.KeyOf(record));
        Assert.Equal(await tab["trace-id"].TextContentAsync(), TopicReader.TraceIdOf(record));
        await Expect(tab.Record(partition, offset)).ToContainClassAsync("own");
    });

    [Fact]
    public Task A_wrong_input_is_reported_at_its_field_and_publishes_nothing() => chromium.VisitAsync(shared.Application, async tab =>
    {
        var name = PublishedEvent.NewName();
        tab.ExpectedError = Tab.RejectedRequest;

        await tab.PublishAsync(name, "-5");

        await Expect(tab["publish-error-duration"]).ToBeVisibleAsync();
        await Expect(tab["publish-error-duration"]).ToHaveTextAsync(Patterns.Some);
        await Expect(tab["publish-duration"]).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(tab["publish-duration"]).ToBeFocusedAsync();
        await Expect(tab["publish-error-name"]).ToBeHiddenAsync();
        await Expect(tab["publish-error-user"]).ToBeHiddenAsync();
        await Expect(tab["receipt"]).ToHaveCountAsync(0);

        // Events of one page share a partition. If the invalid event had been published, it would be before this one.
        await tab.PublishAsync(name, "300");
        var (partition, offset) = await ReceiptAsync(tab);
        await Expect(tab["publish-error-duration"]).ToBeHiddenAsync();
        var records = TopicReader.ReadTo(await shared.Application.BootstrapServersAsync(), Topic, partition, offset);
        Assert.Single(records, record => TopicReader.KeyOf(record) == name);
    });

    private static async Task<(int Partition, long Offset)> ReceiptAsync(Tab tab)
    {
        await Expect(tab["receipt"]).ToBeVisibleAsync();
        return (int.Parse(await Number("data-partition"), CultureInfo.InvariantCulture), long.Parse(
            await Number("data-offset"), CultureInfo.InvariantCulture));

        async Task<string> Number(string attribute) => (await tab["receipt"].GetAttributeAsync(attribute))!;
    }
}
