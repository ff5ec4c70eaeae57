using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Kafka.Tests.StreamsService;

/// <summary>A client that reads a stream of server-sent events.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private LiveClient(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _events = SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();
    }

    /// <summary>The response, for its status and headers.</summary>
    public HttpResponseMessage Response => _response;

    /// <summary>The id of the last event that had an id.</summary>
    public string? LastId { get; private set; }

    /// <summary>Opens a stream, and checks that the status is 200.</summary>
    public static async Task<LiveClient> ListenAsync(HttpClient http, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode is not HttpStatusCode.OK) Assert.Fail(await response.Content.ReadAsStringAsync());
        return new(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Returns the data of the next event of this type; events of other types are skipped.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        while (await _events.MoveNextAsync().AsTask().WaitAsync(KafkaCluster.Timeout, TimeProvider.System))
        {
            LastId = _events.Current.EventId ?? LastId;
            if (_events.Current.EventType == type) return JsonSerializer.Deserialize<JsonElement>(_events.Current.Data);
        }

        throw new EndOfStreamException();
    }

    /// <summary>Returns the windows of the next change as <c>P1@0=3</c>: page, number of the window, count.</summary>
    public async Task<IReadOnlyList<string>> NextWindowsAsync() => (await NextAsync("windows")).Windows();

    /// <summary>Waits until the server has ended the stream regularly.</summary>
    public async Task EndAsync()
    {
        while (await _events.MoveNextAsync().AsTask().WaitAsync(KafkaCluster.Timeout, TimeProvider.System))
        {
        }
    }

    public ValueTask DisposeAsync()
    {
        _response.Dispose(); // closes the connection
        return ValueTask.CompletedTask;
    }
}

/// <summary>Formats the windows of a response for assertions.</summary>
internal static class WindowResponses
{
    public static IReadOnlyList<string> Windows(this JsonElement response) =>
    [
        .. response.GetProperty("windows").EnumerateArray().Select(window =>
        {
            var number = (window.GetProperty("window").GetDateTimeOffset() - PageEvents.Noon) / TimeSpan.FromSeconds(5);
            return $"{window.GetProperty("page").GetString()}@{number}={window.GetProperty("count").GetInt64()}";
        }),
    ];
}
