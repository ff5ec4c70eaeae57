using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Kafka.Tests.StreamsService;

/// <summary>Somebody who listens to a stream of server-sent events.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private LiveClient(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _events = SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();
    }

    /// <summary>The answer's head.</summary>
    public HttpResponseMessage Response => _response;

    /// <summary>The id of the last event that had one.</summary>
    public string? LastId { get; private set; }

    /// <summary>Begins to listen.</summary>
    public static async Task<LiveClient> ListenAsync(HttpClient http, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(response.StatusCode is HttpStatusCode.OK, response.StatusCode is HttpStatusCode.OK ? "" : await response.Content.ReadAsStringAsync());
        return new(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The data of the next event, which is of this type; events of other types are passed over.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        while (await _events.MoveNextAsync().AsTask().WaitAsync(KafkaCluster.Timeout, TimeProvider.System))
        {
            LastId = _events.Current.EventId ?? LastId;
            if (_events.Current.EventType == type) return JsonSerializer.Deserialize<JsonElement>(_events.Current.Data);
        }

        throw new EndOfStreamException();
    }

    /// <summary>The windows of the next change, as <c>P1@0=3</c>: page, number of the window, count.</summary>
    public async Task<IReadOnlyList<string>> NextWindowsAsync() => (await NextAsync("windows")).Windows();

    /// <summary>Waits until the stream ends as one that is complete.</summary>
    public async Task EndAsync()
    {
        while (await _events.MoveNextAsync().AsTask().WaitAsync(KafkaCluster.Timeout, TimeProvider.System))
        {
        }
    }

    public ValueTask DisposeAsync()
    {
        _response.Dispose(); // goes away without a word
        return ValueTask.CompletedTask;
    }
}

/// <summary>Looks at windows in answers.</summary>
internal static class WindowAnswers
{
    public static IReadOnlyList<string> Windows(this JsonElement answer) =>
    [
        .. answer.GetProperty("windows").EnumerateArray().Select(window =>
        {
            var number = (window.GetProperty("window").GetDateTimeOffset() - PageEvents.Noon) / TimeSpan.FromSeconds(5);
            return $"{window.GetProperty("page").GetString()}@{number}={window.GetProperty("count").GetInt64()}";
        }),
    ];
}
