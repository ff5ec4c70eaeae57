using System.Text.Json;

namespace Kafka.Tests.ProducerApi.Idempotency;

/// <summary>Instances of the service that share a topic for page events and one for keys, which no other test uses.</summary>
internal sealed class KeyedApi(KafkaCluster cluster) : IAsyncDisposable
{
    private readonly List<RunningApi> _instances = [];

    /// <summary>The topic of the page events.</summary>
    public string Topic { get; } = cluster.NewTopic();

    /// <summary>The topic of the keys, which is the transactional id, too.</summary>
    public string Keys { get; } = cluster.NewTopic(partitions: 1, prefix: "keys");

    /// <summary>Starts an instance.</summary>
    public RunningApi Start(params (string Key, string Value)[] settings) => Start(null, settings);

    /// <inheritdoc cref="Start(ValueTuple{string, string}[])"/>
    public RunningApi Start(Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? services, params (string Key, string Value)[] settings)
    {
        (string, string)[] all =
        [
            ("Topics:idempotency-keys:Name", Keys),
            ("Kafka:Idempotency:Timeout", "00:00:20"), // the machine of the tests can be busy
            ("ProducerApi:RequestsPerSecond", "0"),
            .. settings,
        ];
        var api = RunningApi.Start(cluster.Configuration, Topic, all, services);
        _instances.Add(api);
        return api;
    }

    /// <summary>Returns the keys of all committed records of the topic of the page events.</summary>
    public IReadOnlyList<string> Names() =>
        [.. cluster.ReadToEnd(Topic).Select(record => System.Text.Encoding.UTF8.GetString(record.Message.Key))];

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances) await instance.DisposeAsync();
    }
}

/// <summary>Requests with an idempotency key.</summary>
internal static class KeyedRequestExtensions
{
    /// <summary>Posts a body with the header <c>Idempotency-Key</c>.</summary>
    public static async Task<HttpResponseMessage> PostKeyedAsync(
        this RunningApi api, string path, string body, string key, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(body, null, contentType);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await api.Http.SendAsync(request);
    }

    /// <summary>Whether the response is marked as the receipt of an earlier request.</summary>
    public static bool IsReplay(this HttpResponseMessage response) =>
        response.Headers.TryGetValues("Idempotent-Replayed", out var values) && values.Single() == "true";

    /// <summary>The JSON of an event with an id.</summary>
    public static string Event(string id, string name) => $"{{\"id\":{JsonSerializer.Serialize(id)},{PageEvents.Json(name)[1..]}";
}
