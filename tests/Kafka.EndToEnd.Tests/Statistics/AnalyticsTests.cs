using System.Net.ServerSentEvents;
using System.Text.Json;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Statistics;

[Collection(nameof(WithRunningSystem))]
public sealed class AnalyticsTests(RunningSystem shared)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Analytics_sends_the_counts_of_the_current_window_each_second()
    {
        var name = PublishedEvent.NewName();
        var began = TimeProvider.System.GetTimestamp();
        var seconds = new List<Dictionary<string, long>>();
        var (seen, isGone) = (false, false);
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var http = shared.Application.HttpClientFor(Application.Streams);
        await using var stream = await http.GetStreamAsync("/analytics", limit.Token);

        await foreach (var item in SseParser.Create(stream).EnumerateAsync(limit.Token))
        {
            var counts = JsonSerializer.Deserialize<Dictionary<string, long>>(item.Data)!;
            seconds.Add(counts);
            isGone = seen && !counts.ContainsKey(name);
            seen |= counts.ContainsKey(name);
            if (isGone) break;

            // An event from the end of a window may be counted only after the next window has begun.
            if (!seen) await PublishedEvent.PublishAsync(shared.Application, name);
        }

        Assert.True(
            isGone, $"The page was in the stream: {seen}; it was removed with its window: {isGone}; {seconds.Count} events were received.");
        Assert.All(seconds.SelectMany(counts => counts), count => Assert.InRange(count.Value, 1, long.MaxValue));
        var elapsed = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        Assert.InRange(seconds.Count, (elapsed / 2) - 1, elapsed + 1);
    }
}
