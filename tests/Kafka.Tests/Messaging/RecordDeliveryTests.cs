using System.Diagnostics.Metrics;
using System.Text;
using Confluent.Kafka;
using Contracts;
using Messaging;
using Messaging.Consuming;
using Messaging.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kafka.Tests.Messaging;

/// <summary>Tests the delivery of one record without a broker, with a fake clock.</summary>
public sealed class RecordDeliveryTests : IDisposable
{
    private static readonly ConsumerOptions Options = new() { MaxAttempts = 3, RetryDelay = TimeSpan.FromSeconds(1) };

    private readonly FakeTimeProvider _time = new();
    private readonly Target _target = new();
    private readonly IProducer<byte[], byte[]> _unconnected = new ProducerBuilder<byte[], byte[]>(new ProducerConfig()).Build();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly KafkaTelemetry _telemetry;
    private readonly RecordDelivery<PageEvent> _delivery;

    public RecordDeliveryTests()
    {
        _telemetry = new(_services.GetRequiredService<IMeterFactory>(), _unconnected, new ConfigurationBuilder().Build(), _time);
        _delivery = new(Topics.PageEvents, "group", Options, _target, _telemetry, _time, NullLogger.Instance);
    }

    [Fact]
    public async Task The_pause_between_attempts_is_kept_and_doubles()
    {
        _target.Failures = int.MaxValue;

        var delivery = _delivery.DeliverAsync(Record(), CancellationToken.None).AsTask();
        Assert.Equal(1, _target.Attempts);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(1, _target.Attempts);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Eventually.TrueAsync(() => _target.Attempts == 2, "the second attempt follows after a second");
        _time.Advance(TimeSpan.FromMilliseconds(1_999));
        Assert.Equal(2, _target.Attempts);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await delivery;

        Assert.Equal(3, _target.Attempts);
        Assert.Single(_target.DeadLetters);
        Assert.Equal(0, _target.Handled);
    }

    [Fact]
    public async Task A_success_is_handled_once_and_nothing_is_dead_lettered()
    {
        _target.Failures = 1;

        var delivery = _delivery.DeliverAsync(Record(), CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));
        await delivery;

        Assert.Equal(1, _target.Handled);
        Assert.Empty(_target.DeadLetters);
    }

    [Fact]
    public async Task A_cancellation_ends_a_pause_at_once_and_buries_nothing()
    {
        using var abandoned = new CancellationTokenSource();
        _target.Failures = 1;

        var delivery = _delivery.DeliverAsync(Record(), abandoned.Token).AsTask();
        await abandoned.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivery);
        Assert.Empty(_target.DeadLetters);
    }

    [Fact]
    public async Task A_dead_letter_that_cannot_be_written_fails_the_delivery()
    {
        _target.Failures = int.MaxValue;
        _target.CannotPublish = true;

        var delivery = _delivery.DeliverAsync(Record(), CancellationToken.None).AsTask();
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            return delivery.IsCompleted;
        }, "all attempts are over");

        await Assert.ThrowsAsync<InvalidOperationException>(() => delivery);
    }

    [Fact]
    public async Task A_record_is_not_to_blame_when_memory_is_at_its_limit()
    {
        _target.Failures = int.MaxValue;
        _target.Failure = new InsufficientMemoryException();

        await Assert.ThrowsAnyAsync<OutOfMemoryException>(() => _delivery.DeliverAsync(Record(), CancellationToken.None).AsTask());

        Assert.Equal(1, _target.Attempts);
        Assert.Empty(_target.DeadLetters);
    }

    [Fact]
    public async Task Records_are_counted_by_how_their_delivery_ended()
    {
        await _delivery.DeliverAsync(Record(), CancellationToken.None);
        await _delivery.DeliverAsync(Record(), CancellationToken.None);
        await _delivery.DeliverAsync(Record(value: "{}"), CancellationToken.None);

        Assert.Equal(["JsonException: 1", "none: 2"], Consumed().Order());
    }

    public void Dispose()
    {
        _telemetry.Dispose();
        _services.Dispose();
        _unconnected.Dispose();
    }

    private static ConsumeResult<byte[], byte[]> Record(string? value = null) => new()
    {
        TopicPartitionOffset = new("page-events", 0, 7),
        Message = new()
        {
            Value = value is null ? Topics.PageEvents.Encode(PageEvents.Named("P1")) : Encoding.UTF8.GetBytes(value),
            Timestamp = new Timestamp(PageEvents.Noon),
        },
    };

    /// <summary>Returns the values of the counter of consumed records, by type of error.</summary>
    private List<string> Consumed()
    {
        var counts = new List<string>();
        var meters = _services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "messaging.client.consumed.messages") listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, attributes, _) =>
        {
            var error = attributes.ToArray().FirstOrDefault(attribute => attribute.Key == "error.type").Value as string ?? "none";
            counts.Add($"{error.Split('.')[^1]}: {count}");
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return counts;
    }

    private sealed class Target : IDeliveryTarget<PageEvent>
    {
        public int Failures { get; set; }

        public Exception Failure { get; set; } = new TimeoutException("not yet");

        public bool CannotPublish { get; set; }

        public int Attempts { get; private set; }

        public int Handled { get; private set; }

        public List<OutgoingRecord> DeadLetters { get; } = [];

        public ValueTask HandleAsync(Record<PageEvent> record, CancellationToken cancellationToken) =>
            ++Attempts <= Failures ? throw Failure : ValueTask.CompletedTask;

        public void OnHandled() => Handled++;

        public ValueTask PublishDeadLetterAsync(OutgoingRecord deadLetter, CancellationToken cancellationToken)
        {
            if (CannotPublish) throw new InvalidOperationException("no");
            DeadLetters.Add(deadLetter);
            return ValueTask.CompletedTask;
        }
    }
}
