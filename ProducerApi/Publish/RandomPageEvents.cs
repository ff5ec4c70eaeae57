using Contracts;

namespace ProducerApi.Publish;

/// <summary>Makes page events up: user U1 or U2, 0 to 9,000 ms, now.</summary>
internal sealed class RandomPageEvents(Random random, TimeProvider time)
{
    private const int MaxDuration = 9_000;

    private readonly Lock _lock = new(); // a seeded Random is not safe for several threads

    /// <summary>An event of the page with this name.</summary>
    public PageEvent Of(string page)
    {
        lock (_lock) return new(page, $"U{random.Next(1, 3)}", time.GetUtcNow(), random.Next(MaxDuration + 1));
    }
}
