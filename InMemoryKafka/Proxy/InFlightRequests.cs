namespace InMemoryKafka.Proxy;

/// <summary>Counts the requests of one connection that have no response yet.</summary>
internal sealed class InFlightRequests
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _none;
    private int _count;

    public void OnRequest()
    {
        lock (_lock) _count++;
    }

    public void OnResponse()
    {
        lock (_lock)
        {
            if (--_count > 0) return;

            _none?.SetResult();
            _none = null;
        }
    }

    /// <summary>Completes when every request so far has its response.</summary>
    public Task WhenNone()
    {
        lock (_lock)
        {
            if (_count == 0) return Task.CompletedTask;

            _none ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _none.Task;
        }
    }
}
