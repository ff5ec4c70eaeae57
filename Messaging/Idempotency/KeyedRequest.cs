using System.Diagnostics;

namespace Messaging.Idempotency;

/// <summary>A record that is to be published under a key, and the callers that wait for its receipt.</summary>
internal sealed class KeyedRequest(string key, UInt128 keyFingerprint, UInt128 fingerprint, OutgoingRecord record)
{
    private readonly TaskCompletionSource<KeyedReceipt> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Key { get; } = key;

    public UInt128 KeyFingerprint { get; } = keyFingerprint;

    public UInt128 Fingerprint { get; } = fingerprint;

    public OutgoingRecord Record { get; } = record;

    /// <summary>The span of the caller, which becomes the parent of the send span.</summary>
    public Activity? Caller { get; } = Activity.Current;

    /// <summary>The number of callers that wait. <see cref="KeyedRequests"/> counts them.</summary>
    public int Waiting { get; set; }

    /// <summary>The place in the queue; null after the request was taken from it.</summary>
    public LinkedListNode<KeyedRequest>? Place { get; set; }

    /// <summary>The bytes that the request holds.</summary>
    public int Size { get; } = key.Length + (record.Key?.Length ?? 0) + (record.Value?.Length ?? 0)
        + record.Headers.Sum(header => header.Key.Length + (header.Value?.Length ?? 0));

    public Task<KeyedReceipt> Answer => _answer.Task;

    /// <summary>When the last transaction with this request began; the outcome may be unknown. Null before the first one.</summary>
    public DateTimeOffset? LastAttempt { get; set; }

    /// <summary>Answers the callers with what was published under the key, by this request or by an earlier one.</summary>
    public void Publish(RememberedKey published) => _answer.TrySetResult(new(published.Receipt, published.PublishedAt != LastAttempt));

    public void Refuse(PublishException reason) => _answer.TrySetException(reason);
}
