using System.Net.Http.Headers;
using System.Net.Http.Json;
using Contracts;
using Messaging;

namespace Benchmarks.Load;

/// <summary>
/// An event that was published. <paramref name="Sent"/> is the time just before its request, as <see cref="TimeProvider.GetTimestamp"/>.
/// </summary>
internal sealed record PageView(string Page, DateTimeOffset Date, Receipt Receipt, long Sent);

/// <summary>Publishes page events through ProducerApi, one per request, without waiting for the previous receipt.</summary>
internal sealed class PageViews(Uri producerApi, int pages, Bench bench) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = producerApi };
    private readonly Random _random = new(1);

    /// <summary>Publishes at a constant rate.</summary>
    public async Task<IReadOnlyList<PageView>> PublishAsync(int perSecond, TimeSpan length)
    {
        var requests = new List<Task<PageView>>();
        await ConstantRate.RunAsync(bench, TimeSpan.FromSeconds(1) / perSecond, length, () => requests.Add(PublishAsync()));
        return await Task.WhenAll(requests);
    }

    public void Dispose() => _http.Dispose();

    private async Task<PageView> PublishAsync()
    {
        var sent = bench.Time.GetTimestamp();
        var pageEvent = new PageEvent($"P{_random.Next(pages)}", $"U{_random.Next(1_000)}", bench.Time.GetUtcNow(), 1_000);
        using var body = new ByteArrayContent(Topics.PageEvents.Encode(pageEvent));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _http.PostAsync(new Uri("/events", UriKind.Relative), body, bench.Stop);
        response.EnsureSuccessStatusCode();
        return new(pageEvent.Name, pageEvent.Date, await response.Content.ReadFromJsonAsync<Receipt>(bench.Stop), sent);
    }
}
