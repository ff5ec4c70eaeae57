namespace SupplierWorker;

/// <summary>Which events are published, and how often. Bound from the section <c>Supplier</c> and validated at start.</summary>
internal sealed record SupplierOptions
{
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

    public IEnumerable<string> Validate()
    {
        if (Period < TimeSpan.FromMilliseconds(1)) yield return $"{nameof(Period)} must be at least 1 ms";
        if (Pages.Length == 0) yield return $"{nameof(Pages)} must name at least one page";
        if (Users.Length == 0) yield return $"{nameof(Users)} must name at least one user";
        if (MinDuration < TimeSpan.Zero) yield return $"{nameof(MinDuration)} must not be negative";
        if (MaxDuration < MinDuration) yield return $"{nameof(MaxDuration)} must not be less than {nameof(MinDuration)}";
        if (MaxInFlight < 1) yield return $"{nameof(MaxInFlight)} must be at least 1";
    }
}
