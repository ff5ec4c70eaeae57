using System.Net.Http.Json;
using System.Text.Json;
using Kafka.EndToEnd.Tests.Statistics;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Sink;

[Collection(nameof(WithRunningSystem))]
public sealed class StoredEventsTests(RunningSystem shared)
{
    private readonly Application _application = shared.Application;

    [Fact]
    public async Task A_published_event_is_stored_once_with_the_partition_and_offset_of_its_record()
    {
        var published = await PublishedEvent.PublishAsync(_application, PublishedEvent.NewName(), milliseconds: 300);
        var record = await _application.FindRecordAsync("page-events-json", published.Name);

        var stored = Assert.Single(await StoredAsync(published.Name, count: 1));

        Assert.Equal((record.Partition.Value, record.Offset.Value), (stored.GetProperty("partition").GetInt32(), stored.GetProperty("offset").GetInt64()));
        Assert.Equal((300, "brief"), (stored.GetProperty("duration").GetInt64(), stored.GetProperty("durationClass").GetString()));
        using var http = _application.HttpClientFor(Application.Sink);
        var same = await http.GetFromJsonAsync<JsonElement>($"/events/{record.Partition.Value}/{record.Offset.Value}");
        Assert.Equal(published.Name, same.GetProperty("page").GetString());
    }

    [Fact]
    public async Task The_stored_totals_of_a_page_are_those_of_StreamsService()
    {
        var page = PublishedEvent.NewName();
        var expected = Totals.None;
        foreach (var duration in new[] { 101, 2_000, 30, 101 }) // the views of 30 ms are not counted
        {
            await PublishedEvent.PublishAsync(_application, page, duration);
            if (duration > 100) expected = expected.Plus(duration);
        }

        await _application.EventuallyAsync($"{page} has the totals {expected}", async () => await StoredTotalsAsync(page) == expected, [Application.Sink]);

        using var streams = _application.HttpClientFor(Application.Streams);
        Assert.Equal(expected, await Totals.OfAsync(streams, page));
        Assert.Equal(4, (await StoredAsync(page, count: 4)).Count);
    }

    private async Task<IReadOnlyList<JsonElement>> StoredAsync(string page, int count)
    {
        using var http = _application.HttpClientFor(Application.Sink);
        List<JsonElement> events = [];
        await _application.EventuallyAsync($"{count} events of {page} are stored", async () =>
        {
            var response = await http.GetFromJsonAsync<JsonElement>($"/events?page={page}");
            events = [.. response.GetProperty("events").EnumerateArray()];
            return events.Count >= count;
        }, [Application.Json, Application.Sink]);
        return events;
    }

    private async Task<Totals> StoredTotalsAsync(string page)
    {
        using var http = _application.HttpClientFor(Application.Sink);
        var response = await http.GetFromJsonAsync<JsonElement>($"/totals?page={page}&bucket=day");
        return response.GetProperty("totals").EnumerateArray().Aggregate(Totals.None, (sum, total) => new(
            sum.Events + total.GetProperty("views").GetInt64(),
            sum.Milliseconds + total.GetProperty("total").GetInt64(),
            Math.Max(sum.Longest, total.GetProperty("maximum").GetInt64())));
    }
}
