using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KafkaConsole;
using KafkaConsole.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using ServiceDefaults;

namespace Kafka.Tests.KafkaConsole;

/// <summary>The console in this process, as a client sees it. Redrive is allowed unless a setting says otherwise.</summary>
internal sealed class RunningConsole : IAsyncDisposable
{
    /// <summary>The key that signs the markers of all tests, which share a topic.</summary>
    public const string RedriveKey = "0123456789abcdef0123456789abcdef";

    private readonly WebApplication _app;

    private RunningConsole(WebApplication app) => (_app, Http) = (app, new() { BaseAddress = new(app.Urls.Single()) });

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<RunningConsole> StartAsync(KafkaCluster cluster, params (string Key, string? Value)[] settings) =>
        StartAsync(
            new Dictionary<string, string?>(cluster.Configuration) { ["Console:AllowRedrive"] = "true", ["Console:RedriveKey"] = RedriveKey },
            settings);

    public static async Task<RunningConsole> StartAsync(
        Dictionary<string, string?> configuration, params (string Key, string? Value)[] settings)
    {
        foreach (var (key, value) in settings) configuration[key] = value;
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = "KafkaConsole", EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.AddConsole();
        builder.AddPages();
        var app = builder.Build();
        app.ValidateOptions();
        app.UsePages();
        app.MapDefaultEndpoints();
        app.MapConsoleApi();
        app.MapPages();
        await app.StartAsync();
        return new(app);
    }

    /// <summary>Sends a GET request to the API and returns its result.</summary>
    public Task<JsonElement> GetAsync(string path) => GetAsync(path, HttpStatusCode.OK);

    /// <summary>Sends a GET request to the API, expects this status and returns the result or problem.</summary>
    public async Task<JsonElement> GetAsync(string path, HttpStatusCode expected) =>
        await ReadAsync(await Http.GetAsync($"/api/{path}"), expected);

    public Task<HttpResponseMessage> PostAsync(string path) => Http.PostAsync($"/api/{path}", null);

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {body}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
