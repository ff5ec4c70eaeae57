using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kafka.EndToEnd.Tests.Support;

/// <summary>
/// AppHost's application, started in this process by Aspire.Hosting.Testing with random ports and with Aspire's dashboard. Its services are
/// processes of their own.
/// </summary>
public sealed class Application : IAsyncDisposable
{
    public const string Kafka = "kafka";
    public const string Producer = "producer-api";
    public const string Supplier = "supplier-worker";
    public const string Consumer = "consumer-worker";
    public const string Json = "json-service";
    public const string Streams = "streams-service";
    public const string Sink = "sink-service";
    public const string Console = "kafka-console";

    /// <summary>The services and how many instances each has.</summary>
    public static IReadOnlyDictionary<string, int> Services { get; } = new Dictionary<string, int>
    {
        [Producer] = 1,
        [Supplier] = 1,
        [Consumer] = 2,
        [Json] = 1,
        [Streams] = 2,
        [Sink] = 2,
        [Console] = 1,
    };

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly EnvironmentVariables _variables;
    private readonly LogLines _log;
    private readonly DistributedApplication _application;
    private readonly string? _dashboardKey;
    private readonly ConcurrentDictionary<string, Instance> _instances = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watch;
    private readonly Task _start;

    private Application(EnvironmentVariables variables, LogLines log, DistributedApplication application, string? dashboardKey)
    {
        _variables = variables;
        _log = log;
        _application = application;
        _dashboardKey = dashboardKey;
        _watch = WatchAsync();
        _start = application.StartAsync();
    }

    /// <summary>Starts the application, and does not wait for its services.</summary>
    /// <param name="environment">Variables of AppHost's environment while the application runs.</param>
    public static async Task<Application> StartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var settings = new Dictionary<string, string>(environment ?? new Dictionary<string, string>());
        var choosesKafka = settings.ContainsKey("ConnectionStrings__kafka") || settings.ContainsKey("KAFKA_HOME");
        if (Build.UsesAspireKafka && !choosesKafka) settings.TryAdd("Kafka__Source", "InMemory"); // otherwise it would be a container
        var variables = new EnvironmentVariables(settings);
        try
        {
            var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
                [], (options, _) => options.DisableDashboard = false);
            var log = new LogLines();
            builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
            return new(variables, log, await builder.BuildAsync(), builder.Configuration["AppHost:DashboardApiKey"]);
        }
        catch
        {
            variables.Dispose();
            throw;
        }
    }

    /// <summary>Builds the model of the application without starting it.</summary>
    /// <param name="environment">Variables of AppHost's environment meanwhile.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<DistributedApplicationModel> ModelAsync(
        IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var variables = new EnvironmentVariables(environment);
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(arguments);
        await using var application = await builder.BuildAsync();
        return application.Services.GetRequiredService<DistributedApplicationModel>();
    }

    /// <summary>The resources of the model.</summary>
    public IResourceCollection Resources => _application.Services.GetRequiredService<DistributedApplicationModel>().Resources;

    /// <summary>The address of the dashboard.</summary>
    internal Uri Dashboard => _application.GetEndpoint("aspire-dashboard", "http");

    /// <summary>The key of the dashboard's telemetry API.</summary>
    internal string? DashboardKey => _dashboardKey;

    /// <summary>Where Kafka clients connect, <c>host:port</c>.</summary>
    public async Task<string> BootstrapServersAsync() => (await _application.GetConnectionStringAsync(Kafka))!;

    /// <summary>The address that the instances of a service share.</summary>
    public Uri AddressOf(string service, string endpoint = "http") => _application.GetEndpoint(service, endpoint);

    /// <summary>A client for the address that the instances of a service share.</summary>
    public HttpClient HttpClientFor(string service) => new() { BaseAddress = AddressOf(service) };

    /// <summary>The instances of a resource that AppHost has described so far, in the order of their names.</summary>
    internal IReadOnlyList<Instance> InstancesOf(string resource) =>
        [.. _instances.Values.Where(instance => instance.Resource == resource).OrderBy(instance => instance.Id)];

    /// <summary>An instance as it is now.</summary>
    internal Instance InstanceOf(string id) => _instances[id];

    /// <summary>What a resource, or AppHost itself, has logged.</summary>
    public IReadOnlyList<string> LogOf(string source) => _log.Of(source);

    /// <summary>The latest log lines of all services, Kafka and AppHost, for the message of a test that fails.</summary>
    public string LatestLog => _log.LatestOf([LogLines.AppHost, Kafka, .. Services.Keys]);

    /// <summary>Executes a command of a resource, which has one instance, or of one instance.</summary>
    public async Task<ExecuteCommandResult> ExecuteAsync(
        string resourceOrInstance, string command, params (string Name, string Value)[] arguments)
    {
        var commands = _application.Services.GetRequiredService<ResourceCommandService>();
        return arguments.Length == 0
            ? await commands.ExecuteCommandAsync(resourceOrInstance, command)
            : await commands.ExecuteCommandAsync(resourceOrInstance, command, new InteractionInputCollection(
                [.. arguments.Select(
                    argument => new InteractionInput { Name = argument.Name, InputType = InputType.Text, Value = argument.Value })]));
    }

    /// <summary>
    /// Waits until a condition holds. The message of a failure has the latest log lines and the states of the resources concerned.
    /// </summary>
    public Task EventuallyAsync(string what, Func<Task<bool>> condition, IReadOnlyList<string> resources, TimeSpan? limit = null) =>
        Eventually.HoldsAsync(what, () => _start.IsFaulted ? throw _start.Exception : condition(), limit, () =>
            $"{string.Join('\n', resources.SelectMany(InstancesOf))}\n{_log.LatestOf([LogLines.AppHost, .. resources])}");

    /// <inheritdoc cref="EventuallyAsync(string, Func{Task{bool}}, IReadOnlyList{string}, TimeSpan?)"/>
    public Task EventuallyAsync(string what, Func<bool> condition, IReadOnlyList<string> resources, TimeSpan? limit = null) =>
        EventuallyAsync(what, () => Task.FromResult(condition()), resources, limit);

    /// <summary>Waits until Kafka and every instance of every service are healthy.</summary>
    public Task WaitUntilHealthyAsync() => EventuallyAsync(
        "Kafka and every instance of every service is healthy",
        () => _start.IsCompleted && AreHealthy(Kafka, 1) && Services.All(service => AreHealthy(service.Key, service.Value)),
        [Kafka, .. Services.Keys],
        StartLimit);

    /// <summary>Waits for the first record of a topic that fits, and for the topic to exist.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="what">The record in words, for the message of a test that fails.</param>
    /// <param name="fits">Whether a record is the one.</param>
    public async Task<ConsumeResult<byte[], byte[]>> FindRecordAsync(
        string topic, string what, Func<ConsumeResult<byte[], byte[]>, bool> fits)
    {
        try
        {
            return await TopicReader.FindAsync(await BootstrapServersAsync(), topic, what, fits);
        }
        catch (TimeoutException timeout)
        {
            throw new TimeoutException($"{timeout.Message}\n{LatestLog}", timeout);
        }
    }

    /// <summary>Waits for the first record of a topic that has this key.</summary>
    public Task<ConsumeResult<byte[], byte[]>> FindRecordAsync(string topic, string key) =>
        FindRecordAsync(topic, $"a record with the key {key}", record => TopicReader.KeyOf(record) == key);

    /// <summary>
    /// Waits for a line in the log of a resource, or of AppHost, that matches a pattern; one that is there already counts.
    /// </summary>
    public async Task<string> WaitForLineAsync(string source, string pattern)
    {
        string? found = null;
        await EventuallyAsync($"{source} logs a line like '{pattern}'", () => Find() is not null, [source]);
        return found!;

        string? Find() => found = LogOf(source).FirstOrDefault(line => Regex.IsMatch(line, pattern));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _stop.CancelAsync();
        await _watch;
        _stop.Dispose();
        _log.Dispose();
        _variables.Dispose();
    }

    private bool AreHealthy(string resource, int count) =>
        InstancesOf(resource) is var instances && instances.Count == count && instances.All(instance => instance.IsHealthy);

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var change in _application.ResourceNotifications.WatchAsync(_stop.Token))
            {
                _instances[change.ResourceId] = new(change.ResourceId, change.Resource.Name, change.Snapshot);
            }
        }
        catch (OperationCanceledException)
        {
            // The application is disposed.
        }
    }
}
