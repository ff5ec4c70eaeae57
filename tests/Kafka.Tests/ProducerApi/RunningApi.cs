using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ProducerApi;

namespace Kafka.Tests.ProducerApi;

/// <summary>The whole service, listening on its own port.</summary>
internal sealed class RunningApi : WebApplicationFactory<ApiOptions>
{
    private readonly Dictionary<string, string?> _settings;
    private readonly Action<IServiceCollection> _services;

    private RunningApi(Dictionary<string, string?> settings, Action<IServiceCollection> services) => (_settings, _services) = (settings, services);

    public HttpClient Http { get; private set; } = null!;

    public Uri Address => Http.BaseAddress!;

    /// <summary>Starts the service on a cluster, with its own topic for page events.</summary>
    public static RunningApi Start(KafkaCluster cluster, params (string Key, string Value)[] settings) =>
        Start(cluster.Configuration, cluster.NewTopic(), settings);

    public static RunningApi Start(
        Dictionary<string, string?> cluster, string topic, (string Key, string Value)[] settings, Action<IServiceCollection>? services = null)
    {
        var all = new Dictionary<string, string?>(cluster) { ["Topics:page-events:Name"] = topic };
        foreach (var (key, value) in settings) all[key] = value;
        var api = new RunningApi(all, services ?? (_ => { })) { Topic = topic };
        api.UseKestrel(); // without a port, because the factory would set it when the service may already have started
        api.StartServer();
        var address = api.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        api.Http = new() { BaseAddress = new(address), Timeout = KafkaCluster.Timeout };
        return api;
    }

    /// <summary>The topic of the page events.</summary>
    public required string Topic { get; init; }

    public Task<HttpResponseMessage> GetAsync(string path) => Http.GetAsync(path);

    public Task<HttpResponseMessage> PostAsync(string path, string body, string contentType = "application/json") =>
        PostAsync(path, Encoding.UTF8.GetBytes(body), contentType);

    public Task<HttpResponseMessage> PostAsync(string path, byte[] body, string? contentType, string? contentEncoding = null)
    {
        var content = new ByteArrayContent(body);
        if (contentEncoding is not null) content.Headers.TryAddWithoutValidation("Content-Encoding", contentEncoding);
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return Http.PostAsync(path, content);
    }

    /// <summary>Posts a complete stream and returns the lines of the response.</summary>
    public async Task<IReadOnlyList<JsonElement>> StreamAsync(string lines)
    {
        using var response = await PostAsync("/events", lines, "application/x-ndjson");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    public void StopApplication() => Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public override async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await base.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
        builder.UseUrls("http://127.0.0.1:0");
        builder.UseEnvironment("Production");
        builder.ConfigureServices(_services);
    }
}

/// <summary>Assertions on responses.</summary>
internal static class Responses
{
    /// <summary>Asserts that the response is a problem with this status and the trace id of the header, and returns its JSON.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.Equal(response.TraceId(), problem.GetProperty("traceId").GetString());
        return problem;
    }

    /// <summary>Asserts that the response is a success, and returns its JSON.</summary>
    public static async Task<JsonElement> SuccessAsync(this HttpResponseMessage response)
    {
        Assert.True(response.StatusCode is HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The trace id in the header of the response.</summary>
    public static string TraceId(this HttpResponseMessage response) => Assert.Single(response.Headers.GetValues("traceresponse")).Split('-')[1];

    /// <summary>The validation errors, each with its member, such as <c>name: is missing</c>.</summary>
    public static IEnumerable<string> Errors(this JsonElement problem) =>
        problem.GetProperty("errors").EnumerateObject().SelectMany(member => member.Value.EnumerateArray().Select(message => $"{member.Name}: {message}"));
}
