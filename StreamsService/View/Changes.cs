namespace StreamsService.View;

/// <summary>The statistics that changed since a position, and the position for the next call.</summary>
/// <param name="Windows">The current values of the changed statistics, oldest window first, then by page name.</param>
/// <param name="Position"><paramref name="Windows"/> includes all changes before this position.</param>
internal sealed record Changes(IReadOnlyList<PageWindow> Windows, ViewPosition Position);
