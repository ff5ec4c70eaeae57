using Confluent.Kafka;
using Contracts;
using Messaging.Publishing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging;

/// <summary>
/// Sends records and returns a <see cref="Receipt"/> for each one after its acknowledgement. Records are sent in the order of the calls; a
/// caller does not have to wait for a receipt before its next call. The queue is bounded, and calls fail immediately while no broker can be
/// reached.
/// </summary>
public sealed partial class Publisher
{
    private readonly RecordSender _sender;
    private readonly BrokerMonitor _monitor;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<Publisher> _logger;

    internal Publisher(RecordSender sender, BrokerMonitor monitor, IHostApplicationLifetime lifetime, ILogger<Publisher> logger)
    {
        _sender = sender;
        _monitor = monitor;
        _lifetime = lifetime;
        _logger = logger;
    }

    /// <summary>Sends <paramref name="value"/> to its topic.</summary>
    /// <inheritdoc cref="PublishAsync(OutgoingRecord, CancellationToken)"/>
    public Task<Receipt> PublishAsync<T>(Topic<T> topic, T value, CancellationToken cancellationToken = default) where T : notnull =>
        PublishAsync(OutgoingRecord.Of(topic, value), cancellationToken);

    /// <summary>Sends a record.</summary>
    /// <param name="record">The record to send.</param>
    /// <param name="cancellationToken">Cancels the wait for the acknowledgement. The record may be written nevertheless.</param>
    /// <returns>The partition, offset and timestamp of the record, after all in-sync replicas have it.</returns>
    /// <exception cref="BrokerUnavailableException">No broker can be reached, the queue is full, or the delivery timed out.</exception>
    /// <exception cref="RecordRejectedException">The cluster rejected the record.</exception>
    public Task<Receipt> PublishAsync(OutgoingRecord record, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_monitor.DownReason is { } reason) return Task.FromException<Receipt>(PublishErrors.Unreachable(reason));

        var receipt = new TaskCompletionSource<Receipt>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _sender.Send(record, report =>
            {
                if (report.Error.IsError) receipt.SetException(Failure(report.Error));
                else receipt.SetResult(new(report.Topic, report.Partition, report.Offset, new(report.Timestamp.UtcDateTime)));
            });
        }
        catch (KafkaException e)
        {
            receipt.SetException(Failure(e.Error));
        }

        return receipt.Task.WaitAsync(cancellationToken);
    }

    private PublishException Failure(Error error)
    {
        if (error.IsFatal)
        {
            // After a fatal error a client is unusable. A new process gets a new client.
            LogFatal(error.Reason);
            _lifetime.StopApplicationWithError();
        }

        return PublishErrors.ToException(error);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The producer has a fatal error: {Reason}. This process stops with exit code 1 so that it is restarted")]
    private partial void LogFatal(string reason);
}
