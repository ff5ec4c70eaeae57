using Confluent.Kafka;
using Contracts;
using Messaging.Publishing;

namespace Messaging;

/// <summary>
/// Sends records and returns a <see cref="Receipt"/> for each one after its acknowledgement. Records are sent in the order of the calls; a
/// caller does not have to wait for a receipt before its next call. The queue is bounded, and calls fail immediately while no broker can be
/// reached, and while the service has no producer that works.
/// </summary>
public sealed class Publisher
{
    private readonly RecordSender _sender;
    private readonly BrokerMonitor _monitor;
    private readonly ServiceProducer _producer;

    internal Publisher(RecordSender sender, BrokerMonitor monitor, ServiceProducer producer)
    {
        _sender = sender;
        _monitor = monitor;
        _producer = producer;
    }

    /// <summary>Sends <paramref name="value"/> to its topic.</summary>
    /// <inheritdoc cref="PublishAsync(OutgoingRecord, CancellationToken)"/>
    public Task<Receipt> PublishAsync<T>(Topic<T> topic, T value, CancellationToken cancellationToken = default) where T : notnull =>
        PublishAsync(OutgoingRecord.Of(topic, value), cancellationToken);

    /// <summary>Sends a record.</summary>
    /// <param name="record">The record to send.</param>
    /// <param name="cancellationToken">Cancels the wait for the acknowledgement. The record may be written nevertheless.</param>
    /// <returns>The partition, offset and timestamp of the record, after all in-sync replicas have it.</returns>
    /// <exception cref="BrokerUnavailableException">
    /// No broker can be reached, the queue is full, the delivery timed out, or the producer has failed and is being replaced.
    /// </exception>
    /// <exception cref="RecordRejectedException">The cluster rejected the record, or lets this service write to no topic.</exception>
    public Task<Receipt> PublishAsync(OutgoingRecord record, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_monitor.DownReason is { } reason) return Task.FromException<Receipt>(PublishErrors.Unreachable(reason));
        if (_producer.Failure is { } failure) return Task.FromException<Receipt>(PublishErrors.ToException(failure, record.Topic));

        var topic = record.Topic;
        var receipt = new TaskCompletionSource<Receipt>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _sender.Send(record, report =>
            {
                if (report.Error.IsError) receipt.SetException(Failure(report.Error, topic));
                else receipt.SetResult(Receipt.Of(report));
            });
        }
        catch (KafkaException e)
        {
            receipt.SetException(Failure(e.Error, topic));
        }

        return receipt.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The client removes the records that it has not sent when it has a fatal error, which is then their cause.</summary>
    private PublishException Failure(Error error, string topic) =>
        error.Code is ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight && _producer.Failure is { } failure
            ? PublishErrors.ToException(failure, topic)
            : PublishErrors.ToException(error, topic);
}
