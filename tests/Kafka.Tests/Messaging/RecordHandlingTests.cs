using System.Diagnostics.Metrics;
using System.Text;
using Confluent.Kafka;
using Contracts;
using Messaging;
using Messaging.Consuming;
using Messaging.DeadLetters;
using Messaging.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Kafka.Tests.Messaging;

/// <summary>Tests the handling of one record without a broker, with a fake clock.</summary>
public sealed class RecordHandlingTests : IDisposable
{
    private static readonly ConsumerOptions Options = new() { MaxAttempts = 3, RetryDelay = TimeSpan.FromSeconds(1) };

    private readonly FakeTimeProvider _time = new();
    private readonly FailingHandler _handler = new();
    private readonly IProducer<byte[], byte[]> _unconnected = new ProducerBuilder<byte[], byte[]>(new ProducerConfig()).Build();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly KafkaTelemetry _telemetry;
    private readonly RecordHandling<PageEvent> _handling;

    public RecordHandlingTests()
    {
        _telemetry = new(_services.GetRequiredService<IMeterFactory>(), _unconnected, new(new ConfigurationBuilder().Build()), _time);
        _handling = new(
            Topics.PageEvents, new("page-events", "group"), new OptionsWrapper<ConsumerOptions>(Options), _telemetry, _time,
            NullLogger<RecordHandling<PageEvent>>.Instance);
    }

    [Fact]
    public async Task The_delay_between_attempts_doubles_and_the_last_failure_is_the_dead_letter()
    {
        _handler.Failures = int.MaxValue;

        var handling = TryHandleAsync(Record()).AsTask();
        Assert.Equal(1, _handler.Attempts);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(1, _handler.Attempts);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Eventually.TrueAsync(() => _handler.Attempts == 2, "the second attempt follows after a second");
        _time.Advance(TimeSpan.FromMilliseconds(1_999));
        Assert.Equal(2, _handler.Attempts);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var deadLetter = await handling;

        Assert.Equal(3, _handler.Attempts);
        Assert.NotNull(deadLetter);
        Assert.Equal((DeadLetterReason.Failed, 3), (deadLetter.Reason, deadLetter.Attempts));
        Assert.Same(_handler.Failure, deadLetter.Cause);
    }

    [Fact]
    public async Task A_record_that_is_handled_by_a_later_attempt_is_not_dead_lettered()
    {
        _handler.Failures = 1;

        var handling = TryHandleAsync(Record()).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await handling);
        Assert.Equal(2, _handler.Attempts);
    }

    [Fact]
    public async Task A_cancellation_ends_a_delay_immediately_and_dead_letters_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        _handler.Failures = 1;

        var handling = TryHandleAsync(Record(), cancellation.Token).AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => handling);
    }

    [Fact]
    public async Task Running_out_of_memory_is_not_a_failure_of_the_record()
    {
        _handler.Failures = int.MaxValue;
        _handler.Failure = new InsufficientMemoryException();

        await Assert.ThrowsAnyAsync<OutOfMemoryException>(() => TryHandleAsync(Record()).AsTask());

        Assert.Equal(1, _handler.Attempts);
    }

    [Fact]
    public async Task Records_are_counted_by_how_their_handling_ended()
    {
        foreach (var record in new[] { Record(), Record(), Record(value: "{}") })
        {
            using var processing = _handling.Start(record);
            _handling.Report(processing, await TryHandleAsync(record));
        }

        Assert.Equal(["JsonException: 1", "none: 2"], Consumed().Order());
    }

    public void Dispose()
    {
        _telemetry.Dispose();
        _services.Dispose();
        _unconnected.Dispose();
    }

    private ValueTask<DeadLetter?> TryHandleAsync(ConsumeResult<byte[], byte[]> record, CancellationToken cancellationToken = default) =>
        _handling.TryHandleAsync(record, _handler.HandleAsync, cancellationToken);

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

    private sealed class FailingHandler : IHandler<PageEvent>
    {
        public int Failures { get; set; }

        public Exception Failure { get; set; } = new TimeoutException("not yet");

        public int Attempts { get; private set; }

        public ValueTask HandleAsync(Record<PageEvent> record, CancellationToken cancellationToken) =>
            ++Attempts <= Failures ? throw Failure : ValueTask.CompletedTask;
    }
}
