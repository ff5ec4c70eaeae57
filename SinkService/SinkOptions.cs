namespace SinkService;

/// <summary>The settings of SinkService. Bound from the section <c>Sink</c> and validated at start.</summary>
internal sealed record SinkOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Sink";

    /// <summary>
    /// How long page views and statistics stay in the database, counted from the view and from the start of the window. Null keeps everything.
    /// </summary>
    public TimeSpan? Retention { get; init; }
}
