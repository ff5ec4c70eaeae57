using Confluent.Kafka;
using Contracts;
using Messaging.Consuming;
using Messaging.Telemetry;
using Microsoft.Extensions.Logging;

namespace Messaging.AtLeastOnce;

/// <summary>
/// Delivers a record, then stores its offset. The client commits stored offsets every second and before partitions move. An offset is
/// stored only after its record is processed, and the records of a partition are processed in order: a crash repeats records but loses none.
/// </summary>
/// <remarks>
/// Offsets are stored every 50 ms, one per partition. Storing the offset of each record would take a sixth of the time of a loop with a fast
/// handler, for offsets that are overwritten before the next commit.
/// </remarks>
internal sealed partial class AtLeastOnceStrategy<T> : IProcessingStrategy, IDeliveryTarget<T>
    where T : notnull
{
    private static readonly TimeSpan StoreInterval = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<int, ConsumeResult<byte[], byte[]>> _done = []; // the last processed record of each partition, until it is stored
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly IHandler<T> _handler;
    private readonly Publisher _publisher;
    private readonly RecordDelivery<T> _delivery;
    private readonly TimeProvider _time;
    private readonly ILogger<AtLeastOnceStrategy<T>> _logger;
    private long _doneSince;

    public AtLeastOnceStrategy(
        Topic<T> topic, string group, ConsumerOptions options, IConsumer<byte[], byte[]> consumer, IHandler<T> handler,
        Publisher publisher, KafkaTelemetry telemetry, TimeProvider time, ILogger<AtLeastOnceStrategy<T>> logger)
    {
        (_consumer, _handler, _publisher, _time, _logger) = (consumer, handler, publisher, time, logger);
        _delivery = new(topic, group, options, this, telemetry, time, logger);
    }

    public bool CommitsAllPartitions => false;

    public void Initialize(Action heartbeat, CancellationToken stopping)
    {
    }

    public void OnPartitionsAssigned(IReadOnlyList<TopicPartition> partitions)
    {
    }

    public void OnPartitionsRevoked(IReadOnlyList<TopicPartition> partitions)
    {
    }

    public bool IsReady(int partition) => true;

    public ValueTask ProcessAsync(ConsumeResult<byte[], byte[]> record, CancellationToken cancellationToken)
    {
        var delivery = _delivery.DeliverAsync(record, cancellationToken);
        if (!delivery.IsCompleted) Store(); // this record may take long: earlier offsets must not wait for it
        return delivery;
    }

    public void MarkProcessed(ConsumeResult<byte[], byte[]> record)
    {
        if (_done.Count == 0) _doneSince = _time.GetTimestamp();
        _done[record.Partition.Value] = record;
    }

    public TimeSpan? CommitIfDue(long now)
    {
        if (_done.Count == 0) return null;

        var rest = StoreInterval - _time.GetElapsedTime(_doneSince, now);
        if (rest > TimeSpan.Zero) return rest;

        Store();
        return null;
    }

    public void Commit() => Store();

    public void OnPartitionsLost() => Store(); // the records are processed, so their offsets may be stored

    public void OnFailure() => Store();

    private void Store()
    {
        foreach (var record in _done.Values) Store(record);
        _done.Clear();
    }

    private void Store(ConsumeResult<byte[], byte[]> record)
    {
        try
        {
            _consumer.StoreOffset(record);
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State)
        {
            LogMoved(record.Topic, record.Partition.Value, record.Offset.Value);
        }
    }

    ValueTask IDeliveryTarget<T>.HandleAsync(Record<T> record, CancellationToken cancellationToken) => _handler.HandleAsync(record, cancellationToken);

    void IDeliveryTarget<T>.OnHandled()
    {
    }

    async ValueTask IDeliveryTarget<T>.PublishDeadLetterAsync(OutgoingRecord deadLetter, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await _publisher.PublishAsync(deadLetter, cancellationToken);
                return;
            }
            catch (BrokerUnavailableException e)
            {
                LogDeadLetterDelayed(deadLetter.Topic, e.Message);
                await Task.Delay(e.RetryAfter, _time, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A dead letter for {Topic} could not be published and will be retried: {Reason}")]
    private partial void LogDeadLetterDelayed(string topic, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Topic} [{Partition}] @{Offset} is processed, but its partition has moved. It will be redelivered to the new owner")]
    private partial void LogMoved(string topic, int partition, long offset);
}
