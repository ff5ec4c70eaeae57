using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dashboard.Door;
using Dashboard.Kafka;
using Dashboard.Kafka.Api;
using Dashboard.Kafka.Groups;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Kafka.Tests.Dashboard.KafkaInspection;

/// <summary>The dashboard's look into a cluster, and its HTTP API, without the rest of the dashboard.</summary>
internal sealed class InspectionHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private InspectionHost(WebApplication app) => (_app, Api) = (app, app.GetTestClient());

    public HttpClient Api { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<InspectionHost> StartAsync(KafkaCluster cluster, IConsumerMetrics? metrics = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseTestServer();
        builder.Services.AddRoutingCore().AddProblemDetails();
        if (metrics is not null) builder.Services.AddSingleton(metrics);
        if (time is not null) builder.Services.AddSingleton(time);
        builder.Services.AddKafkaInspection(new KafkaConnection(
            new Dictionary<string, string> { ["bootstrap.servers"] = cluster.BootstrapServers }, KnowsItsGroups: KafkaCluster.IsReal && metrics is null));
        var app = builder.Build();
        app.UseRouting();
        app.MapKafkaApi();
        await app.StartAsync();
        return new(app);
    }

    /// <summary>Asks, expects success, and gives the answer.</summary>
    public async Task<JsonElement> GetAsync(string path) => await ReadAsync(await Api.GetAsync($"/api/kafka/{path}"), HttpStatusCode.OK);

    /// <summary>Asks, expects a problem, and gives it.</summary>
    public async Task<JsonElement> ProblemAsync(string path, HttpStatusCode expected) => await ReadAsync(await Api.GetAsync($"/api/kafka/{path}"), expected);

    public Task<HttpResponseMessage> PostAsync(string path) => Api.PostAsync($"/api/kafka/{path}", null);

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {body}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
