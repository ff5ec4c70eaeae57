using System.Net.Http.Headers;
using System.Text.Json;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Statistics;

/// <summary>Publishes events of a few pages until it is stopped, and keeps the totals of the acknowledged ones.</summary>
internal sealed class Load : IAsyncDisposable
{
    /// <summary>The duration of the last event of each page. It is longer than all others, so tests can recognize it.</summary>
    public const int Last = 1_000_000;

    private const int Pages = 8;
    private const int Batch = 20;
    private const int LongestNotCounted = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Random _random = new(20260504);
    private readonly Dictionary<string, Totals> _published = Enumerable.Range(0, Pages).ToDictionary(
        _ => PublishedEvent.NewName(), _ => Totals.None);
    private readonly PeriodicTimer _batches = new(Pause, TimeProvider.System);
    private readonly HttpClient _http;
    private readonly Task _publishing;

    private Load(HttpClient http)
    {
        _http = http;
        _publishing = PublishAsync();
    }

    public static Load Start(Application application) => new(application.HttpClientFor(Application.Producer));

    /// <summary>Stops the load, and publishes the last event of each page.</summary>
    /// <returns>The expected totals of StreamsService, by page.</returns>
    public async Task<IReadOnlyDictionary<string, Totals>> StopAsync()
    {
        _batches.Dispose();
        await _publishing;
        await PublishAsync([.. _published.Keys.Select(page => (page, Last))]);
        return _published;
    }

    public async ValueTask DisposeAsync()
    {
        _batches.Dispose();
        await _publishing;
        _http.Dispose();
    }

    private async Task PublishAsync()
    {
        var pages = _published.Keys.ToArray();
        while (await _batches.WaitForNextTickAsync())
        {
            await PublishAsync([.. Enumerable.Range(0, Batch).Select(_ => (pages[_random.Next(Pages)], _random.Next(3_000)))]);
        }
    }

    private async Task PublishAsync(IReadOnlyList<(string Page, int Duration)> events)
    {
        var now = TimeProvider.System.GetUtcNow();
        var lines = events.Select(it => JsonSerializer.Serialize(new { name = it.Page, user = "U1", date = now, duration = it.Duration }));
        using var body = new StringContent(string.Join('\n', lines), new MediaTypeHeaderValue("application/x-ndjson"));
        using var response = await _http.PostAsync("/events", body);
        var responses = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(events.Count, responses.Length);
        Assert.All(responses, response => Assert.Contains("\"offset\"", response));
        foreach (var (page, duration) in events.Where(it => it.Duration > LongestNotCounted))
        {
            _published[page] = _published[page].Plus(duration);
        }
    }
}
