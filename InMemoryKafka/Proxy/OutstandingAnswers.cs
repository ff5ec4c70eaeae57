namespace InMemoryKafka.Proxy;

/// <summary>Counts the requests of one connection that are not answered yet.</summary>
internal sealed class OutstandingAnswers
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _none;
    private int _count;

    public void Requested()
    {
        lock (_lock) _count++;
    }

    public void Answered()
    {
        lock (_lock)
        {
            if (--_count > 0) return;

            _none?.SetResult();
            _none = null;
        }
    }

    /// <summary>Completes when every request so far is answered.</summary>
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
