using StreamsService.View;

namespace StreamsService;

/// <summary>A list of statistics.</summary>
/// <param name="Windows">Each item has the statistics of one page in one window.</param>
internal sealed record WindowsResponse(IReadOnlyList<PageWindow> Windows);
