using StreamsService.Sketches;

namespace StreamsService.View;

/// <summary>The statistics of one page in one window, over all partitions.</summary>
/// <param name="Page">The name of the page.</param>
/// <param name="Window">The start of the window.</param>
/// <param name="Count">The number of events.</param>
/// <param name="Total">The sum of their durations in milliseconds, limited to <see cref="long.MaxValue"/>.</param>
/// <param name="Minimum">The shortest duration in milliseconds.</param>
/// <param name="Maximum">The longest duration in milliseconds.</param>
/// <param name="Users">The number of distinct users, estimated (see <see cref="UserSketch"/>).</param>
internal sealed record PageWindow(string Page, DateTimeOffset Window, long Count, long Total, long Minimum, long Maximum, long Users)
{
    /// <summary>The mean duration in milliseconds.</summary>
    public double Mean => (double)Total / Count;
}
