using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using InMemoryKafka;

namespace Kafka.Tests.InMemoryKafka;

/// <summary>The process of the in-memory broker, on ports that are free.</summary>
internal sealed partial class BrokerProcess : IAsyncDisposable
{
    private readonly ServiceProcess _process;

    private BrokerProcess(ServiceProcess process) => _process = process;

    public HttpClient Http { get; } = new();

    public string BootstrapServers { get; private set; } = "";

    public IReadOnlyList<string> Output => [.. _process.Output];

    public static async Task<BrokerProcess> StartAsync()
    {
        var broker = new BrokerProcess(Start(kafkaPort: 0));
        await Eventually.TrueAsync(() => broker.Output.Count > 0, "the broker says where it listens");
        var address = Addresses().Match(broker.Output[0]);
        Assert.True(address.Success, broker.Output[0]);
        broker.BootstrapServers = address.Groups["kafka"].Value;
        broker.Http.BaseAddress = new(address.Groups["http"].Value);
        return broker;
    }

    public static ServiceProcess Start(int kafkaPort) => ServiceProcess.Start(typeof(InMemoryCluster), new Dictionary<string, string?> { ["Kafka:Port"] = $"{kafkaPort}" });

    public async Task<HttpResponseMessage> PostAsync(string path, string? header = null, string? value = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (header is not null) request.Headers.Add(header, value);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> StateAsync() => await Http.GetFromJsonAsync<JsonElement>("/broker", TestContext.Current.CancellationToken);

    public Task<int> TerminateAsync() => _process.TerminateAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }

    [GeneratedRegex(@"listens on (?<kafka>localhost:\d+), .*(?<http>http://127\.0\.0\.1:\d+)\.")]
    private static partial Regex Addresses();
}
