using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;

namespace AppHost.Embedded.Services;

/// <summary>The environment variables of a service's process: the same that Aspire gives it.</summary>
/// <param name="configuration">
/// Says where telemetry goes: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>…_PROTOCOL</c> (grpc unless told), <c>…_HEADERS</c>.
/// </param>
/// <param name="usualEndpoint">Where it goes unless told, by protocol; null where nobody takes it.</param>
/// <param name="forClients">The variables by which those that refer to a resource find it.</param>
internal sealed class ServiceEnvironment(
    IConfiguration configuration,
    Func<string, string?> usualEndpoint,
    Func<Resource, IEnumerable<KeyValuePair<string, string>>> forClients)
{
    // What an impatient developer wants to see at once, an exporter sends once per second.
    private const string ExportInterval = "1000";

    /// <summary>The variables for one start of a process; null removes one that this process has.</summary>
    /// <param name="service">The service.</param>
    /// <param name="profile">Its launch profile.</param>
    /// <param name="address">Where it is to listen.</param>
    /// <param name="instance">What tells this start of it from all others.</param>
    public IReadOnlyDictionary<string, string?> For(ProjectResource service, LaunchProfile profile, string address, string instance)
    {
        var environment = new Dictionary<string, string?>();
        foreach (var (name, value) in profile.Environment)
            environment[name] = value;

        // This process has its own addresses and profile.
        environment["ASPNETCORE_URLS"] = address;
        environment["ASPNETCORE_HTTP_PORTS"] = null;
        environment["ASPNETCORE_HTTPS_PORTS"] = null;
        environment["DOTNET_LAUNCH_PROFILE"] = null;
        environment["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? DotnetRoot;

        foreach (var (name, value) in service.References.SelectMany(forClients))
            environment[name] = value;

        AddTelemetry(environment, service.Name, instance);
        return environment;
    }

    private static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>What the user has set, for the service in its launch profile or for all of them, wins over what is usual here.</summary>
    private void AddTelemetry(Dictionary<string, string?> environment, string service, string instance)
    {
        const string Attributes = "OTEL_RESOURCE_ATTRIBUTES";
        const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
        const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

        var id = $"service.instance.id={instance}";
        var others = environment.GetValueOrDefault(Attributes) ?? configuration[Attributes];
        environment[Attributes] = others is { Length: > 0 } ? $"{others},{id}" : id;

        // Each service has a name of its own, so one for all of them is none.
        environment.TryAdd("OTEL_SERVICE_NAME", service);

        var protocol = environment.GetValueOrDefault(Protocol) ?? configuration[Protocol] ?? "grpc";
        var endpoint = configuration[Endpoint] is { Length: > 0 } told ? told : usualEndpoint(protocol);
        if (endpoint is null)
            return;

        environment.TryAdd(Endpoint, endpoint);
        environment.TryAdd(Protocol, protocol);
        Add("OTEL_EXPORTER_OTLP_HEADERS", null);
        Add("OTEL_BSP_SCHEDULE_DELAY", ExportInterval);
        Add("OTEL_BLRP_SCHEDULE_DELAY", ExportInterval);
        Add("OTEL_METRIC_EXPORT_INTERVAL", ExportInterval);
        Add("OTEL_METRICS_EXEMPLAR_FILTER", "trace_based");
        Add("OTEL_TRACES_SAMPLER", "always_on");

        void Add(string name, string? usual) => environment.TryAdd(name, configuration[name] ?? usual);
    }
}
