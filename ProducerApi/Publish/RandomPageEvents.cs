using Contracts;

namespace ProducerApi.Publish;

/// <summary>Creates random page events: user U1 or U2, duration 0 to 9,000 ms, date now.</summary>
internal sealed class RandomPageEvents(Random random, TimeProvider time)
{
    private const int MaxDuration = 9_000;

    private readonly Lock _lock = new(); // Random instances are not thread-safe

    /// <summary>Creates an event of the page with this name.</summary>
    public PageEvent Of(string page)
    {
        lock (_lock) return new(page, $"U{random.Next(1, 3)}", time.GetUtcNow(), random.Next(MaxDuration + 1));
    }
}
