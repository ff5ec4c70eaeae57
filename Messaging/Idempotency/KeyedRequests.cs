namespace Messaging.Idempotency;

/// <summary>
/// The requests that are not answered yet, and the keys that were used within the window. A request is queued, taken by the publishing
/// loop, and answered. When no caller waits for a queued request any more, it is dropped. Thread-safe.
/// </summary>
internal sealed class KeyedRequests(IdempotencyOptions options, TimeProvider time) : IDisposable
{
    private const int MaxQueued = 10_000;
    private const int MaxQueuedBytes = 64 * 1024 * 1024;
    private const int MaxTaken = 4_096;
    private const int MaxTakenBytes = 8 * 1024 * 1024;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly RememberedKeys _remembered = new(options.Window, time);
    private readonly Dictionary<UInt128, KeyedRequest> _unanswered = [];
    private readonly LinkedList<KeyedRequest> _queue = [];
    private long _queuedBytes;

    /// <summary>Signals that a request was queued.</summary>
    public AutoResetEvent Queued { get; } = new(false);

    /// <summary>Returns the receipt of a key that is remembered, or the request with this key that the caller then waits for.</summary>
    /// <param name="record">The record to publish.</param>
    /// <param name="key">The key to publish it under.</param>
    /// <param name="joins">Whether the caller may wait together with other callers, for a request that is being processed.</param>
    /// <param name="refusal">Why no new request can be processed; null when it can.</param>
    /// <exception cref="PublishException">The record is refused.</exception>
    public (Receipt? Receipt, KeyedRequest? Request, bool IsFirst) Enter(
        in OutgoingRecord record, string key, bool joins, PublishException? refusal)
    {
        var (keyFingerprint, fingerprint) = (Fingerprint.Of(key), Fingerprint.Of(record));
        lock (_lock)
        {
            if (_remembered.Find(keyFingerprint) is { } known)
            {
                return known.Fingerprint == fingerprint ? (known.Receipt, null, false) : throw new KeyReusedException();
            }

            if (!_unanswered.TryGetValue(keyFingerprint, out var request))
            {
                request = Queue(new(key, keyFingerprint, fingerprint, record), refusal);
                return (null, request, true);
            }

            if (request.Fingerprint != fingerprint) throw new KeyReusedException();
            if (request.Waiting > 0 && !joins) throw new KeyInUseException();

            request.Waiting++;
            return (null, request, false);
        }
    }

    /// <summary>Whether a request with this key has no answer yet.</summary>
    public bool IsInProgress(string key)
    {
        lock (_lock) return _unanswered.ContainsKey(Fingerprint.Of(key));
    }

    /// <summary>The caller does not wait any more. A request that is still queued is dropped with its last caller.</summary>
    public void Leave(KeyedRequest request)
    {
        lock (_lock)
        {
            if (--request.Waiting > 0 || request.Place is null) return;

            Dequeue(request);
            _unanswered.Remove(request.KeyFingerprint);
        }
    }

    /// <summary>Takes queued requests for one transaction, in their order.</summary>
    public List<KeyedRequest> Take()
    {
        var (taken, bytes) = (new List<KeyedRequest>(), 0L);
        lock (_lock)
        {
            while (_queue.First?.Value is { } next && taken.Count < MaxTaken && (taken.Count == 0 || bytes + next.Size <= MaxTakenBytes))
            {
                Dequeue(next);
                taken.Add(next);
                bytes += next.Size;
            }
        }

        return taken;
    }

    /// <summary>
    /// Returns the taken requests that are still to be published. Answers those whose key is remembered by now, and drops those for which
    /// no caller waits. Call it only when none of them can be in an open transaction.
    /// </summary>
    public List<KeyedRequest> Unpublished(IEnumerable<KeyedRequest> taken)
    {
        lock (_lock) return [.. taken.Where(IsUnpublished)];
    }

    /// <summary>Remembers a key that the topic of the keys has.</summary>
    public void Remember(string key, RememberedKey remembered)
    {
        var fingerprint = Fingerprint.Of(key);
        lock (_lock) _remembered.Add(fingerprint, remembered);
    }

    /// <summary>Remembers the key of a request and answers it.</summary>
    public void Publish(KeyedRequest request, RememberedKey published)
    {
        lock (_lock)
        {
            _remembered.Add(request.KeyFingerprint, published);
            _unanswered.Remove(request.KeyFingerprint);
        }

        request.Publish(published);
    }

    /// <summary>Answers a request whose record was not published. Its key stays unused.</summary>
    public void Refuse(KeyedRequest request, PublishException reason)
    {
        lock (_lock) _unanswered.Remove(request.KeyFingerprint);

        request.Refuse(reason);
    }

    /// <summary>Forgets all keys, because the topic of the keys was deleted.</summary>
    public void Forget()
    {
        lock (_lock) _remembered.Clear();
    }

    public void Dispose() => Queued.Dispose();

    private KeyedRequest Queue(KeyedRequest request, PublishException? refusal)
    {
        if (refusal is not null) throw refusal;
        if (_remembered.Count >= options.MaxKeys) throw new TooManyKeysException(options.MaxKeys, _remembered.NextExpiry);
        if (_queue.Count >= MaxQueued || _queuedBytes + request.Size > MaxQueuedBytes)
        {
            throw new BrokerUnavailableException("Too many records with an idempotency key wait for the cluster.", RetryAfter)
            {
                IsQueueFull = true,
            };
        }

        request.Waiting = 1;
        request.Place = _queue.AddLast(request);
        _queuedBytes += request.Size;
        _unanswered.Add(request.KeyFingerprint, request);
        Queued.Set();
        return request;
    }

    private void Dequeue(KeyedRequest request)
    {
        _queue.Remove(request.Place!);
        request.Place = null;
        _queuedBytes -= request.Size;
    }

    private bool IsUnpublished(KeyedRequest request)
    {
        if (_remembered.Find(request.KeyFingerprint) is { } known)
        {
            if (known.Fingerprint == request.Fingerprint) request.Publish(known);
            else request.Refuse(new KeyReusedException());
        }
        else if (request.Waiting > 0)
        {
            return true;
        }

        _unanswered.Remove(request.KeyFingerprint);
        return false;
    }
}
