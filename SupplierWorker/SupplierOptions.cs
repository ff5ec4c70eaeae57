namespace SupplierWorker;

/// <summary>What is supplied, and how often. Bound from <c>Supplier</c>, checked at start.</summary>
internal sealed record SupplierOptions
{
    /// <summary>The time from one event to the next, a millisecond at least.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The pages that are looked at, all equally often.</summary>
    public string[] Pages { get; init; } = [];

    /// <summary>Who looks at them.</summary>
    public string[] Users { get; init; } = [];

    /// <summary>The shortest look.</summary>
    public TimeSpan MinDuration { get; init; } = TimeSpan.Zero;

    /// <summary>The longest look.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromSeconds(9);

    /// <summary>Makes the same pages, users and durations come again in each run; null makes each run different.</summary>
    public int? Seed { get; init; }

    /// <summary>How many events may wait for their acknowledgement; while that many wait, the ones that fall due are left out.</summary>
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
