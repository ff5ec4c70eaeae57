using System.Net.Http.Json;
using System.Text;
using Confluent.Kafka;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.KafkaConsole;

/// <summary>A record of <c>page-events</c> that no consumer group can read, and the dead letter that one of them has made of it.</summary>
internal static class PoisonRecord
{
    public const string Source = "page-events";
    public const string Value = "not JSON";

    /// <summary>The dead-letter topic of JsonService.</summary>
    public const string Topic = $"{Source}.{Application.Json}.dead";

    /// <summary>Sends one over HTTP, and waits for its dead letter.</summary>
    public static async Task<ConsumeResult<byte[], byte[]>> SendAsync(Application application)
    {
        var key = PublishedEvent.NewName("poison");
        await SendAsync(application, key, Value);
        return await application.FindRecordAsync(Topic, key);
    }

    /// <summary>How often the topic <c>page-events</c> has the record of this key.</summary>
    public static async Task<int> CountAsync(Application application, string key)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var readable = $$"""{"name":"{{key}}-after","user":"U1","date":{{now}},"duration":300}""";
        var (partition, last) = await SendAsync(application, key, readable); // in the same partition, after all that is there

        return TopicReader.ReadTo(await application.BootstrapServersAsync(), Source, partition, last)
            .Count(record => TopicReader.KeyOf(record) == key && TopicReader.ValueOf(record) == Value);
    }

    private static async Task<Receipt> SendAsync(Application application, string key, string value)
    {
        using var http = application.HttpClientFor(Application.Producer);
        using var content = new StringContent(value, Encoding.UTF8, "text/plain");
        using var response = await http.PostAsync(new Uri($"/topics/{Source}/records?key={key}", UriKind.Relative), content);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");

        return (await response.Content.ReadFromJsonAsync<Receipt>())!;
    }

    private sealed record Receipt(int Partition, long Offset);
}
