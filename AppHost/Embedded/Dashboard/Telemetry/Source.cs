namespace Dashboard.Telemetry;

/// <summary>Who sent telemetry: one process of a service. Two are the same when their service and instance are.</summary>
/// <param name="Service"><c>service.name</c>.</param>
/// <param name="Instance"><c>service.instance.id</c>; empty where the sender has none.</param>
internal sealed record Source(string Service, string Instance)
{
    private const string Unknown = "unknown_service";

    /// <summary>All attributes of the OpenTelemetry resource.</summary>
    public Attributes Attributes { get; init; } = Attributes.None;

    public static Source Of(Attributes resource) =>
        new(resource["service.name"] ?? Unknown, resource["service.instance.id"] ?? "") { Attributes = resource };

    public bool Equals(Source? other) => other is not null && Service == other.Service && Instance == other.Instance;

    public override int GetHashCode() => HashCode.Combine(Service, Instance);
}
