using System.Net.Http.Headers;
using Contracts;

namespace Benchmarks.Load;

/// <summary>Publishes page events with the current date through ProducerApi, as short streams of lines, at a constant rate.</summary>
internal sealed class EventBatches(Uri producerApi, int pages, int users, Bench bench) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new() { BaseAddress = producerApi };
    private readonly Random _random = new(1);

    /// <summary>Sends a request every 100 ms, without waiting for the previous one.</summary>
    /// <exception cref="InvalidOperationException">An event was not published.</exception>
    public async Task PublishAsync(int perSecond, TimeSpan length)
    {
        var lines = (int)(perSecond * Period.TotalSeconds);
        var requests = new List<Task>();
        await ConstantRate.RunAsync(bench, Period, length, () =>
        {
            requests.RemoveAll(request => request.IsCompletedSuccessfully);
            requests.Find(request => request.IsCompleted)?.GetAwaiter().GetResult();
            requests.Add(PublishAsync(lines));
        });
        await Task.WhenAll(requests);
    }

    public void Dispose() => _http.Dispose();

    private async Task PublishAsync(int lines)
    {
        using var body = new MemoryStream();
        for (var i = 0; i < lines; i++)
        {
            body.Write(Topics.PageEvents.Encode(
                new($"P{_random.Next(pages)}", $"U{_random.Next(users)}", bench.Time.GetUtcNow(), _random.Next(101, 9_000))));
            body.WriteByte((byte)'\n');
        }

        using var content = new ByteArrayContent(body.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await _http.PostAsync(new Uri("/events", UriKind.Relative), content, bench.Stop);
        response.EnsureSuccessStatusCode();
        var receipts = await response.Content.ReadAsStringAsync(bench.Stop);
        var published = receipts.Split('\n').Count(line => line.Contains("\"offset\"", StringComparison.Ordinal));
        if (published != lines) throw new InvalidOperationException($"Only {published} of {lines} events were published: {receipts}");
    }
}
