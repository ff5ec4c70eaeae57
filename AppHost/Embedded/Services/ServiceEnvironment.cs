using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;

namespace AppHost.Embedded.Services;

/// <summary>The environment variables of a service's process: the same that Aspire gives it.</summary>
/// <param name="configuration">
/// Says where telemetry goes: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>…_PROTOCOL</c> (grpc unless told), <c>…_HEADERS</c>.
/// </param>
/// <param name="forClients">The variables by which those that refer to a resource find it.</param>
internal sealed class ServiceEnvironment(
    IConfiguration configuration, Func<Resource, IEnumerable<KeyValuePair<string, string>>> forClients)
{
    // What an impatient developer wants to see at once, an exporter sends once per second.
    private const string ExportInterval = "1000";

    /// <summary>The variables for one start of a process; null removes one that this process has.</summary>
    /// <param name="service">The service.</param>
    /// <param name="profile">Its launch profile.</param>
    /// <param name="address">Where it is to listen.</param>
    public IReadOnlyDictionary<string, string?> For(ProjectResource service, LaunchProfile profile, string address)
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

        AddTelemetry(environment, service.Name);
        return environment;
    }

    private static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private void AddTelemetry(Dictionary<string, string?> environment, string service)
    {
        environment["OTEL_SERVICE_NAME"] = service;
        environment["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.NewGuid()}";

        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } endpoint)
            return;

        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
        environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] ?? "grpc";
        if (configuration["OTEL_EXPORTER_OTLP_HEADERS"] is { } headers)
            environment["OTEL_EXPORTER_OTLP_HEADERS"] = headers;

        environment["OTEL_BSP_SCHEDULE_DELAY"] = ExportInterval;
        environment["OTEL_BLRP_SCHEDULE_DELAY"] = ExportInterval;
        environment["OTEL_METRIC_EXPORT_INTERVAL"] = ExportInterval;
        environment["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        environment["OTEL_TRACES_SAMPLER"] = "always_on";
    }
}
