using System.Text.Json.Serialization;
using SinkService.Queries;

namespace SinkService.Http;

/// <summary>One page of the events that match a query.</summary>
/// <param name="Events">The events, newest first.</param>
/// <param name="Before">The parameter <c>before</c> of the next page of results; absent when there are no more.</param>
internal sealed record EventsResponse(
    IReadOnlyList<StoredEvent> Events,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Before = null);
