namespace Dashboard.Telemetry;

/// <summary>What a page that shows telemetry can be narrowed to: one process, or all processes of a service.</summary>
internal static class SourceChoice
{
    /// <summary>
    /// The names that there are to choose from: of each process, and before those of a service that has several, of the service. A service
    /// that was started again has several, and the present one is called as the service is: then that name is there once, and means all.
    /// </summary>
    public static IReadOnlyList<string> Names(this Sources sources) =>
    [
        .. from source in sources.All
           group sources.NameOf(source) by source.Service into service
           orderby service.Key
           from name in service.Prepend(service.Key).Skip(service.Count() > 1 ? 0 : 1).Distinct()
           select name,
    ];

    /// <summary>Those whom a name means; all where there is no name, which is null here.</summary>
    public static IReadOnlySet<Source>? Named(this Sources sources, string? name) =>
        name is null ? null : sources.All.Where(source => source.Service == name || sources.NameOf(source) == name).ToHashSet();
}
