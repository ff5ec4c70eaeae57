using System.Net.ServerSentEvents;
using System.Text.Json;
using Kafka.EndToEnd.Tests.AppHost;

namespace Kafka.EndToEnd.Tests.Statistics;

[Collection(WithRunningAppHost.Name)]
public sealed class AnalyticsTests(RunningAppHost shared)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [EmbeddedFact]
    public async Task Analytics_says_each_second_how_many_events_the_pages_that_had_any_have_in_the_current_window()
    {
        var name = PublishedEvent.NewName();
        var began = TimeProvider.System.GetTimestamp();
        var seconds = new List<Dictionary<string, long>>();
        var (seen, gone) = (false, false);
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        using var http = shared.Process.HttpClientFor("streams-service");
        await using var stream = await http.GetStreamAsync("/analytics", patience.Token);

        await foreach (var item in SseParser.Create(stream).EnumerateAsync(patience.Token))
        {
            var counts = JsonSerializer.Deserialize<Dictionary<string, long>>(item.Data)!;
            seconds.Add(counts);
            gone = seen && !counts.ContainsKey(name);
            seen |= counts.ContainsKey(name);
            if (gone) break;

            // One that comes at the end of a window may be counted when the next one is current already.
            if (!seen) await PublishedEvent.PublishAsync(shared.Process, name);
        }

        Assert.True(gone, $"The page came: {seen}; went with its window: {gone}; after {seconds.Count} events.");
        Assert.All(seconds.SelectMany(counts => counts), count => Assert.InRange(count.Value, 1, long.MaxValue));
        var elapsed = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        Assert.InRange(seconds.Count, (elapsed / 2) - 1, elapsed + 1);
    }
}
