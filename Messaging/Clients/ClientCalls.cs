using Confluent.Kafka;

namespace Messaging.Clients;

/// <summary>
/// Counts the calls of a client that are in progress on any thread, so that the client is disposed when there are none. A blocking call of a
/// client that is disposed meanwhile reads freed memory, which ends the process. Thread-safe.
/// </summary>
public sealed class ClientCalls
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _isClosed;

    /// <summary>Begins a call.</summary>
    /// <returns>Dispose it when the call has ended.</returns>
    /// <exception cref="KafkaException">The client is being disposed (<see cref="ErrorCode.Local_Destroy"/>).</exception>
    public IDisposable Begin()
    {
        lock (_lock)
        {
            if (_isClosed) throw new KafkaException(ErrorCode.Local_Destroy);

            _running++;
        }

        return new Call(this);
    }

    /// <summary>Refuses further calls, and blocks until those in progress have ended. Their timeouts bound how long that takes.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            if (_running == 0) _allEnded.TrySetResult();
        }

        _allEnded.Task.Wait();
    }

    private void End()
    {
        lock (_lock)
        {
            _running--;
            if (_isClosed && _running == 0) _allEnded.TrySetResult();
        }
    }

    private sealed class Call(ClientCalls calls) : IDisposable
    {
        private bool _isEnded;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isEnded, true)) return;

            calls.End();
        }
    }
}
