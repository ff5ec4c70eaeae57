namespace StreamsService.View;

/// <summary>What changed since a position, and the position from which to ask next.</summary>
/// <param name="Windows">The statistics that changed, as they are now, oldest window first, then by page.</param>
/// <param name="Position">Everything before it is in <paramref name="Windows"/>.</param>
internal sealed record Changes(IReadOnlyList<PageWindow> Windows, ViewPosition Position);
