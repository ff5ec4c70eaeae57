namespace StreamsService.Live;

/// <summary>Counts the streams that are open, of all kinds.</summary>
internal sealed class Listeners(LiveOptions options)
{
    private int _count;

    /// <summary>How many are open.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Lets one more in, until what is returned is disposed; null when there are too many.</summary>
    public IDisposable? TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= options.MaxListeners) return new Lease(this);

        Interlocked.Decrement(ref _count);
        return null;
    }

    private sealed class Lease(Listeners listeners) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref listeners._count);
    }
}
