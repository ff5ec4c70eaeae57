using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kafka.EndToEnd.Tests.Support;

/// <summary>A process of a resource as AppHost last described it: the only one, or one of its replicas.</summary>
/// <param name="Id">The name by which commands address it.</param>
/// <param name="Resource">The name of its resource.</param>
/// <param name="Snapshot">Its state.</param>
internal sealed record Instance(string Id, string Resource, CustomResourceSnapshot Snapshot)
{
    public string? State => Snapshot.State?.Text;

    public bool IsHealthy => State == KnownResourceStates.Running && Snapshot.HealthStatus is HealthStatus.Healthy;

    public bool HasEnded => KnownResourceStates.TerminalStates.Contains(State);

    /// <summary>The id of its process, while it has one.</summary>
    public int? ProcessId => Property("executable.pid") is { } id ? Convert.ToInt32(id, CultureInfo.InvariantCulture) : null;

    /// <summary>How often AppHost has started it again.</summary>
    public int Restarts => Convert.ToInt32(Property("Restarts") ?? 0, CultureInfo.InvariantCulture);

    /// <summary>Where this process itself listens, without Aspire's proxy, which replicas share.</summary>
    public Uri Address => new(Variable("ASPNETCORE_URLS") ?? throw new InvalidOperationException($"{Id} has no address: {State}."));

    public string? Variable(string name) => Snapshot.EnvironmentVariables.FirstOrDefault(variable => variable.Name == name)?.Value;

    private object? Property(string name) => Snapshot.Properties.FirstOrDefault(property => property.Name == name)?.Value;

    /// <inheritdoc/>
    public override string ToString() => $"{Id}: {State}, {Snapshot.HealthStatus}, process {ProcessId}, {Restarts} restarts, "
        + string.Join("; ", Snapshot.HealthReports.Select(report => $"{report.Name}: {report.Status} {report.Description}"));
}
