namespace StreamsService.Live;

/// <summary>
/// A ring buffer of the last items, numbered from 0, which any number of listeners read. A listener is only the number that it reads next,
/// so it needs no state here. When a slow listener's number has been overwritten, it continues with the oldest item that is left.
/// </summary>
/// <typeparam name="T">The type of an item; all listeners get the same instance.</typeparam>
/// <param name="capacity">How many items are kept.</param>
internal sealed class Broadcast<T>(int capacity)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly T[] _ring = new T[capacity];
    private TaskCompletionSource _published = NewSignal();
    private long _next;

    /// <summary>The number that the next published item will get.</summary>
    public long Next
    {
        get
        {
            lock (_lock) return _next;
        }
    }

    /// <summary>Adds an item, which replaces the oldest one, and wakes the listeners that wait for it.</summary>
    public void Publish(T item)
    {
        TaskCompletionSource published;
        lock (_lock)
        {
            _ring[_next++ % capacity] = item;
            (published, _published) = (_published, NewSignal());
        }

        published.SetResult();
    }

    /// <summary>Returns the item with this number, and waits for it when it is not published yet.</summary>
    /// <returns>The item and its number. When the requested item has been overwritten, this is the oldest item that is kept.</returns>
    public async ValueTask<(long Number, T Item)> ReadAsync(long number, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task published;
            lock (_lock)
            {
                if (number < _next)
                {
                    var available = Math.Max(number, _next - capacity);
                    return (available, _ring[available % capacity]);
                }

                published = _published.Task;
            }

            await published.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
