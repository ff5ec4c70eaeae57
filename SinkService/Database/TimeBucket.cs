namespace SinkService.Database;

/// <summary>The length of the intervals that totals are for. Each begins at a full minute, hour or day of UTC.</summary>
internal enum TimeBucket
{
    /// <summary>One minute.</summary>
    Minute,

    /// <summary>One hour.</summary>
    Hour,

    /// <summary>One day, from midnight to midnight in UTC.</summary>
    Day,
}
