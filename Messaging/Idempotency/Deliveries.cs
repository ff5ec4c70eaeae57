using Confluent.Kafka;

namespace Messaging.Idempotency;

/// <summary>The delivery reports of records that are sent together.</summary>
internal sealed class Deliveries(int count)
{
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Delivery[] _deliveries = new Delivery[count];
    private int _missing = count;

    /// <summary>The result of the record with this index.</summary>
    public Delivery this[int index] => _deliveries[index];

    /// <summary>Whether the cluster has reported an error for one of the records.</summary>
    public bool HaveFailed => _deliveries.Any(delivery => delivery is { WasSent: true, Error.IsError: true });

    /// <summary>The first error that the cluster has reported.</summary>
    public Error FirstError => _deliveries.First(delivery => delivery is { WasSent: true, Error.IsError: true }).Error;

    /// <summary>The cluster has acknowledged or refused a record.</summary>
    public void Report(int index, DeliveryReport<byte[], byte[]> report)
    {
        var receipt = new Receipt(report.Topic, report.Partition, report.Offset, new(report.Timestamp.UtcDateTime));
        Set(index, new(true, report.Error, receipt));
    }

    /// <summary>The client has not sent a record, so that it is no part of the transaction.</summary>
    public void NotSent(int index, Error error) => Set(index, new(false, error, default));

    /// <summary>Waits until there is a result for each record.</summary>
    public void Wait()
    {
        if (_deliveries.Length > 0) _complete.Task.Wait();
    }

    private void Set(int index, Delivery delivery)
    {
        _deliveries[index] = delivery;
        if (Interlocked.Decrement(ref _missing) == 0) _complete.SetResult();
    }
}

/// <summary>The result of sending a record.</summary>
internal readonly record struct Delivery(bool WasSent, Error Error, Receipt Receipt);
