using Microsoft.Extensions.Options;

namespace StreamsService.Live;

/// <summary>Counts the open streams of all kinds, and enforces <see cref="LiveOptions.MaxListeners"/>.</summary>
internal sealed class Listeners(IOptions<LiveOptions> options)
{
    private int _count;

    /// <summary>How many streams are open.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts one more stream until the returned lease is disposed; returns null when the limit is reached.</summary>
    public IDisposable? TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= options.Value.MaxListeners) return new Lease(this);

        Interlocked.Decrement(ref _count);
        return null;
    }

    private sealed class Lease(Listeners listeners) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref listeners._count);
    }
}
