using Confluent.Kafka;
using Contracts;
using Messaging.Delivery;
using Messaging.Publishing;
using Messaging.Telemetry;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <summary>
/// Consume, deliver, store the offset. The client commits stored offsets by itself, every second and whenever partitions move. An offset
/// is stored only after its record is done, and records of a partition are done in order, so that a crash repeats records but loses none.
/// </summary>
/// <remarks>
/// Offsets are stored a few times a second, each for all records before it: storing one for each record, which nobody reads before
/// the next commit, takes a sixth of the time that a loop with a fast handler has.
/// </remarks>
internal sealed partial class AtLeastOnceStrategy<T> : IProcessingStrategy, IDeliveryTarget<T>
    where T : notnull
{
    private static readonly TimeSpan StoreInterval = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<int, ConsumeResult<byte[], byte[]>> _done = []; // the last record of each partition, until it is stored
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
        if (!delivery.IsCompleted) Store(); // it may take long, and what is done before shall not wait for it
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

    public void OnPartitionsLost() => Store(); // it is done all the same

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "A dead letter for {Topic} waits: {Reason}")]
    private partial void LogDeadLetterDelayed(string topic, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Topic} [{Partition}] @{Offset} is done, but its partition has moved; its new owner will get it again")]
    private partial void LogMoved(string topic, int partition, long offset);
}
