using Contracts;

namespace SupplierWorker;

/// <summary>Creates random page events: page, user and duration are uniformly distributed, the date is now.</summary>
internal sealed class RandomPageEvents(SupplierOptions options, TimeProvider time)
{
    private readonly Random _random = options.Seed is { } seed ? new(seed) : new();

    public PageEvent Next() => new(
        _random.GetItems(options.Pages, 1)[0],
        _random.GetItems(options.Users, 1)[0],
        time.GetUtcNow(),
        _random.NextInt64((long)options.MinDuration.TotalMilliseconds, (long)options.MaxDuration.TotalMilliseconds + 1));
}
