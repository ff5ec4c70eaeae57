using Confluent.Kafka;

namespace Messaging.Idempotency;

/// <summary>The delivery reports of records that are sent together.</summary>
internal sealed class Deliveries(int count)
{
    private readonly TaskCompletionSource<Error> _firstError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Delivery[] _deliveries = new Delivery[count];
    private int _missing = count;

    /// <summary>The result of the record with this index.</summary>
    public Delivery this[int index] => _deliveries[index];

    /// <summary>The cluster has acknowledged or refused a record.</summary>
    public void Report(int index, DeliveryReport<byte[], byte[]> report) => Set(index, new(true, report.Error, Receipt.Of(report)));

    /// <summary>The client has not sent a record, so that it is no part of the transaction.</summary>
    public void NotSent(int index, Error error) => Set(index, new(false, error, default));

    /// <summary>
    /// Waits until the cluster has acknowledged all records, or reports the first error. The client sends no further records of a
    /// transaction after an error.
    /// </summary>
    /// <returns>The first error; null when there was none.</returns>
    public Error? WaitForSuccess()
    {
        if (_deliveries.Length > 0) Task.WaitAny(_complete.Task, _firstError.Task);
        return _firstError.Task.IsCompleted ? _firstError.Task.Result : null;
    }

    /// <summary>Waits until there is a result for each record. The end of a transaction brings those that are missing.</summary>
    public void WaitForAll() => _complete.Task.Wait();

    private void Set(int index, Delivery delivery)
    {
        _deliveries[index] = delivery;
        if (delivery is { WasSent: true, Error.IsError: true }) _firstError.TrySetResult(delivery.Error);
        if (Interlocked.Decrement(ref _missing) == 0) _complete.SetResult();
    }
}

/// <summary>The result of sending a record.</summary>
internal readonly record struct Delivery(bool WasSent, Error Error, Receipt Receipt)
{
    /// <summary>Whether the record itself failed, and not only its transaction or another record of its batch.</summary>
    public bool IsFailure => Error.IsError && Error.Code is not (
        ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight or ErrorCode.Local_InvalidDifferentRecord);
}
