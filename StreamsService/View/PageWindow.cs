using StreamsService.Sketches;


namespace StreamsService.View;

/// <summary>The statistics of one page in one window, over all partitions.</summary>
/// <param name="Page">The page.</param>
/// <param name="Window">When the window begins.</param>
/// <param name="Count">How many events.</param>
/// <param name="Total">The sum of their durations in milliseconds; never more than <see cref="long.MaxValue"/>.</param>
/// <param name="Minimum">The shortest duration in milliseconds.</param>
/// <param name="Maximum">The longest duration in milliseconds.</param>
/// <param name="Users">How many distinct users, estimated (see <see cref="UserSketch"/>).</param>
internal sealed record PageWindow(string Page, DateTimeOffset Window, long Count, long Total, long Minimum, long Maximum, long Users)
{
    /// <summary>The mean duration in milliseconds.</summary>
    public double Mean => (double)Total / Count;
}
