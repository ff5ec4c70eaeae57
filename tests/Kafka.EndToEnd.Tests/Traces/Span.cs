namespace Kafka.EndToEnd.Tests.Traces;

/// <summary>A span as the dashboard has it.</summary>
/// <param name="Service">The service that made it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its id.</param>
/// <param name="ParentId">The id of its parent; empty when it starts a trace.</param>
/// <param name="Kind">Its kind, as OTLP numbers them.</param>
/// <param name="ResourceAttributes">The attributes of the service.</param>
internal sealed record Span(
    string Service, string Name, string Id, string ParentId, int Kind, IReadOnlyDictionary<string, string> ResourceAttributes)
{
    private const int Server = 2;

    public bool StartsTrace => ParentId.Length == 0;

    public bool IsHttpRequest => Kind == Server;

    /// <inheritdoc/>
    public override string ToString() => $"{Service}: {Name}{(StartsTrace ? " (starts a trace)" : "")}";
}
