using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Chaos.Load;

/// <summary>Sends requests to one instance of ProducerApi, and says what they have come to.</summary>
internal sealed class ProducerApi : IDisposable
{
    private static readonly JsonSerializerOptions Web = JsonSerializerOptions.Web;
    private static readonly Uri Events = new("/events", UriKind.Relative);

    private readonly HttpClient _http;

    /// <summary>Creates a client of an instance, which gives up after <paramref name="timeout"/> without a response.</summary>
    public ProducerApi(Uri address, TimeSpan timeout) => _http = new() { BaseAddress = address, Timeout = timeout };

    /// <summary>Publishes one event, with its idempotency key if it has one.</summary>
    public async Task<Answer> PublishAsync(LoadEvent sent)
    {
        using var request = Post(sent.ToJson(withId: false), "application/json");
        if (sent.IsKeyed) request.Headers.Add("Idempotency-Key", $"\"{sent.Key}\"");
        try
        {
            using var response = await _http.SendAsync(request);
            return AnswerOf((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (Exception e) when (IsNoResponse(e))
        {
            return new(WasNeverSent(e) ? Outcome.NotPublished : Outcome.Unknown);
        }
    }

    /// <summary>Publishes events as one stream. Each answer is passed on as soon as it is there.</summary>
    public async Task PublishAsync(IReadOnlyList<LoadEvent> sent, Action<LoadEvent, Answer> onAnswer)
    {
        using var request = Post(string.Join('\n', sent.Select(it => it.ToJson(withId: it.IsKeyed))), "application/x-ndjson");
        var answered = 0;
        var rest = Outcome.Unknown;
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (!response.IsSuccessStatusCode)
            {
                rest = AnswerOf((int)response.StatusCode, "").Outcome;
            }
            else
            {
                using var timeout = new CancellationTokenSource(_http.Timeout, TimeProvider.System);
                using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(timeout.Token));
                while (answered < sent.Count && await lines.ReadLineAsync(timeout.Token) is { } line)
                {
                    onAnswer(sent[answered++], AnswerOf(line));
                }

                rest = Outcome.NotPublished; // the response has ended properly: the other lines were not read
            }
        }
        catch (Exception e) when (IsNoResponse(e))
        {
            if (WasNeverSent(e)) rest = Outcome.NotPublished;
        }

        for (; answered < sent.Count; answered++) onAnswer(sent[answered], new(rest));
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Post(string body, string contentType) =>
        new(HttpMethod.Post, Events) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(contentType)) };

    private static Answer AnswerOf(int status, string body) => status switch
    {
        (int)HttpStatusCode.OK => new(Outcome.Published, JsonSerializer.Deserialize<Receipt>(body, Web)),
        (int)HttpStatusCode.Conflict or (int)HttpStatusCode.TooManyRequests => new(Outcome.NotPublished),
        (int)HttpStatusCode.RequestTimeout or >= 500 => new(Outcome.Unknown),
        _ => new(Outcome.Refused),
    };

    private static Answer AnswerOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return AnswerOf(json.RootElement.TryGetProperty("status", out var status) ? status.GetInt32() : (int)HttpStatusCode.OK, line);
    }

    private static bool IsNoResponse(Exception e) =>
        e is HttpRequestException or IOException or OperationCanceledException or JsonException;

    private static bool WasNeverSent(Exception e) =>
        e.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
}
