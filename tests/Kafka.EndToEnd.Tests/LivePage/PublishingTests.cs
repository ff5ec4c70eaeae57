using System.Globalization;
using System.Text;
using Kafka.EndToEnd.Tests.AppHost;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.LivePage;

[Collection(WithRunningAppHost.Name)]
public sealed class PublishingTests(RunningAppHost shared, Chromium chromium)
{
    private const string Topic = "page-events";

    [EmbeddedFact]
    public Task The_form_publishes_and_shows_the_receipt_and_the_trace_that_the_record_has() => chromium.VisitAsync(shared.Process, async tab =>
    {
        var name = PublishedEvent.NewName();

        await tab.PublishAsync(name, "300");

        var (partition, offset) = await ReceiptAsync(tab);
        await Expect(tab["publish-form"]).ToContainTextAsync($"On {Topic}");
        await Expect(tab["receipt"]).ToContainTextAsync($"partition {partition} · offset {offset}");
        await Expect(tab["trace-id"]).ToHaveTextAsync(Patterns.TraceId);
        var record = TopicLog.ReadTo(shared.Process.BootstrapServers, Topic, partition, offset)[^1];
        Assert.Equal(name, record.Message.Key);
        var traceParent = Encoding.ASCII.GetString(record.Message.Headers.GetLastBytes("traceparent"));
        Assert.Equal(await tab["trace-id"].TextContentAsync(), traceParent.Split('-')[1]);
        await Expect(tab.Record(partition, offset)).ToContainClassAsync("own");
    });

    [EmbeddedFact]
    public Task A_wrong_input_is_said_at_its_field_and_publishes_nothing() => chromium.VisitAsync(shared.Process, async tab =>
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

        // Events of one page share a partition: what the wrong one had left there would come before this one.
        await tab.PublishAsync(name, "300");
        var (partition, offset) = await ReceiptAsync(tab);
        await Expect(tab["publish-error-duration"]).ToBeHiddenAsync();
        var records = TopicLog.ReadTo(shared.Process.BootstrapServers, Topic, partition, offset);
        Assert.Single(records, record => record.Message.Key == name);
    });

    private static async Task<(int Partition, long Offset)> ReceiptAsync(Tab tab)
    {
        await Expect(tab["receipt"]).ToBeVisibleAsync();
        return (int.Parse(await Number("data-partition"), CultureInfo.InvariantCulture), long.Parse(await Number("data-offset"), CultureInfo.InvariantCulture));

        async Task<string> Number(string attribute) => (await tab["receipt"].GetAttributeAsync(attribute))!;
    }
}
