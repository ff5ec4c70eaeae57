namespace Messaging.Idempotency;

/// <summary>The receipt of a record that was published under a key.</summary>
/// <param name="Receipt">Where the record is.</param>
/// <param name="IsReplay">Whether an earlier request with the same key has published the record.</param>
public readonly record struct KeyedReceipt(Receipt Receipt, bool IsReplay);
