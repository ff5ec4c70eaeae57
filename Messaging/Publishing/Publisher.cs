using Confluent.Kafka;
using Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Publishing;

/// <summary>
/// Sends records and gives a <see cref="Receipt"/> for each one that the broker has acknowledged. Records given to it one after the
/// other by one caller go out in that order; nobody has to wait for a receipt before the next call. It holds a bounded number of
/// records, and fails at once while no broker can be reached.
/// </summary>
public sealed partial class Publisher
{
    /// <summary>What librdkafka's in-memory cluster says of every record; the time it keeps is the one it was given.</summary>
    private const long InMemoryAppendTime = 1234;

    private readonly RecordSender _sender;
    private readonly BrokerMonitor _monitor;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger<Publisher> _logger;

    internal Publisher(RecordSender sender, BrokerMonitor monitor, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Publisher> logger) =>
        (_sender, _monitor, _lifetime, _time, _logger) = (sender, monitor, lifetime, time, logger);

    /// <summary>Sends <paramref name="value"/> to its topic.</summary>
    /// <inheritdoc cref="PublishAsync(OutgoingRecord, CancellationToken)"/>
    public Task<Receipt> PublishAsync<T>(Topic<T> topic, T value, CancellationToken cancellationToken = default) where T : notnull =>
        PublishAsync(OutgoingRecord.Of(topic, value), cancellationToken);

    /// <summary>Sends a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellationToken">Ends the waiting, not the sending: a record that was handed over may still arrive.</param>
    /// <returns>Where the record is, once it is there.</returns>
    /// <exception cref="BrokerUnavailableException">No broker can be reached, too much is waiting, or the delivery timed out.</exception>
    /// <exception cref="RecordRejectedException">The cluster refused the record.</exception>
    public Task<Receipt> PublishAsync(OutgoingRecord record, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_monitor.DownReason is { } reason) return Task.FromException<Receipt>(PublishErrors.Unreachable(reason));

        var timestamp = record.Timestamp ?? _time.GetUtcNow();
        var receipt = new TaskCompletionSource<Receipt>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _sender.Send(record with { Timestamp = timestamp }, report =>
            {
                if (report.Error.IsError) receipt.SetException(Failure(report.Error));
                else receipt.SetResult(new(report.Topic, report.Partition, report.Offset, TimeOf(report, timestamp)));
            });
        }
        catch (KafkaException e)
        {
            receipt.SetException(Failure(e.Error));
        }

        return receipt.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The time the record has in the log: the sender's or, where the topic says so, the broker's.</summary>
    private static DateTimeOffset TimeOf(DeliveryReport<byte[], byte[]> report, DateTimeOffset sent)
    {
        var time = report.Message.Timestamp.UnixTimestampMs;
        return DateTimeOffset.FromUnixTimeMilliseconds(time == InMemoryAppendTime ? sent.ToUnixTimeMilliseconds() : time);
    }

    private PublishException Failure(Error error)
    {
        if (error.IsFatal)
        {
            // The client refuses all further work; only a new process has a new client.
            LogFatal(error.Reason);
            _lifetime.StopApplicationWithError();
        }

        return PublishErrors.ToException(error);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The producer can't go on, so this process stops to be restarted: {Reason}")]
    private partial void LogFatal(string reason);
}
