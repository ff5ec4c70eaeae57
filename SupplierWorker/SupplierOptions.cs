namespace SupplierWorker;

/// <summary>Which events are published, and how often. Bound from the section <c>Supplier</c> and validated at start.</summary>
internal sealed record SupplierOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Supplier";

    /// <summary>The time from one event to the next, at least a millisecond.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The pages of the events, all equally frequent.</summary>
    public string[] Pages { get; init; } = [];

    /// <summary>The users of the events, all equally frequent.</summary>
    public string[] Users { get; init; } = [];

    /// <summary>The shortest duration of a page view.</summary>
    public TimeSpan MinDuration { get; init; } = TimeSpan.Zero;

    /// <summary>The longest duration of a page view.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromSeconds(9);

    /// <summary>The random seed. With a seed, each run has the same pages, users and durations; null makes each run different.</summary>
    public int? Seed { get; init; }

    /// <summary>The maximum number of unacknowledged events. At the maximum, events that become due are skipped.</summary>
    public int MaxInFlight { get; init; } = 10_000;
}
