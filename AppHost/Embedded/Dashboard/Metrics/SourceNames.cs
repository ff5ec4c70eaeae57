using Dashboard.Telemetry;

namespace Dashboard.Metrics;

/// <summary>Which sources a name in an address means.</summary>
internal static class SourceNames
{
    /// <summary>Whether a source is what a name means: a resource, or a service with all its replicas; null is all.</summary>
    public static bool IsNamed(this Sources sources, Source source, string? name) =>
        name is null || source.Service == name || sources.NameOf(source) == name;
}
