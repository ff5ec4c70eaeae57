using Contracts;
using Microsoft.Extensions.Options;

namespace SupplierWorker;

/// <summary>Creates random page events: page, user and duration are uniformly distributed, the date is now.</summary>
internal sealed class RandomPageEvents(IOptions<SupplierOptions> options, TimeProvider time)
{
    private readonly SupplierOptions _options = options.Value;
    private readonly Random _random = options.Value.Seed is { } seed ? new(seed) : new();

    public PageEvent Next() => new(
        _random.GetItems(_options.Pages, 1)[0],
        _random.GetItems(_options.Users, 1)[0],
        time.GetUtcNow(),
        _random.NextInt64((long)_options.MinDuration.TotalMilliseconds, (long)_options.MaxDuration.TotalMilliseconds + 1));
}
