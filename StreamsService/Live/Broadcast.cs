namespace StreamsService.Live;

/// <summary>
/// What goes to all listeners: the last items, numbered from 0 without a gap. A listener is nothing but the number it wants next, so it
/// costs nothing here, and one that is slow finds that its number is gone.
/// </summary>
/// <typeparam name="T">An item; all listeners get the same instance.</typeparam>
/// <param name="capacity">How many of the last items are kept.</param>
internal sealed class Broadcast<T>(int capacity)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly T[] _ring = new T[capacity];
    private TaskCompletionSource _published = NewSignal();
    private long _next;

    /// <summary>The number of the item that comes next.</summary>
    public long Next
    {
        get
        {
            lock (_lock) return _next;
        }
    }

    /// <summary>Takes an item, in the place of the oldest, and wakes who waits for it.</summary>
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

    /// <summary>Waits for the item of a number.</summary>
    /// <returns>The item and its number, which is higher than the one asked for when that is gone: then it is the oldest that is kept.</returns>
    public async ValueTask<(long Number, T Item)> ReadAsync(long number, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task published;
            lock (_lock)
            {
                if (number < _next)
                {
                    var found = Math.Max(number, _next - capacity);
                    return (found, _ring[found % capacity]);
                }

                published = _published.Task;
            }

            await published.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
