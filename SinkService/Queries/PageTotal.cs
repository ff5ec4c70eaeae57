namespace SinkService.Queries;

/// <summary>The total of one page in one bucket of time.</summary>
/// <param name="Start">The start of the bucket.</param>
/// <param name="Page">The name of the page.</param>
/// <param name="Views">The number of page views.</param>
/// <param name="Total">The sum of their durations in milliseconds, limited to <see cref="long.MaxValue"/>.</param>
/// <param name="Minimum">The shortest duration in milliseconds.</param>
/// <param name="Maximum">The longest duration in milliseconds.</param>
/// <param name="Mean">The mean duration in milliseconds.</param>
internal sealed record PageTotal(DateTimeOffset Start, string Page, long Views, long Total, long Minimum, long Maximum, double Mean);
