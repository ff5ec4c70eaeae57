using System.Text.Json.Serialization;
using StreamsService.View;

namespace StreamsService.Http;

/// <summary>One page of the results of a query.</summary>
/// <param name="Windows">The statistics, newest window first, then by page name.</param>
/// <param name="Next">The relative URL of the next results; absent when there are no more.</param>
internal sealed record StatisticsResponse(
    IReadOnlyList<PageWindow> Windows,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next = null);
