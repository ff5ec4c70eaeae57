using System.Text.Json.Serialization;
using StreamsService.View;

namespace StreamsService.Http;

/// <summary>Some of the statistics that were asked for.</summary>
/// <param name="Windows">Newest window first, then by page.</param>
/// <param name="Next">Where to go on, as a relative address; not there when there are no more.</param>
internal sealed record StatisticsResponse(
    IReadOnlyList<PageWindow> Windows,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next = null);
