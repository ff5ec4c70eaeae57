using Contracts;
using Messaging;
using Microsoft.Extensions.Options;

namespace SupplierWorker;

/// <summary>
/// Publishes one event per period, without waiting for the acknowledgement of the previous one. An event that is due while too many events
/// are unacknowledged is skipped; one that is due while no broker can be reached fails. Neither is published later. The log reports both.
/// </summary>
internal sealed partial class Supplier(
    IOptions<SupplierOptions> options,
    RandomPageEvents events,
    Topic<PageEvent> topic,
    Publisher publisher,
    TimeProvider time,
    ILogger<Supplier> logger) : BackgroundService
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan DrainCheckInterval = TimeSpan.FromMilliseconds(20);

    private readonly SupplierOptions _options = options.Value;

    private long _inFlight;
    private long _acknowledged;
    private long _failed;
    private long _skipped;
    private string? _lastFailure;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogStarted(topic.Name, _options.Period);
        var schedule = new Schedule(_options.Period, time);
        await using var report = time.CreateTimer(_ => Report(), null, ReportInterval, ReportInterval);
        try
        {
            while (true)
            {
                await Task.Delay(schedule.UntilNext(), time, stoppingToken);
                PublishDue(schedule.TakeDue());
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await DrainAsync();
            Report();
        }
    }

    private void PublishDue(int due)
    {
        for (var i = 0; i < due; i++)
        {
            if (Interlocked.Read(ref _inFlight) >= _options.MaxInFlight)
            {
                Interlocked.Add(ref _skipped, due - i);
                return;
            }

            _ = PublishAsync(events.Next());
        }
    }

    private async Task PublishAsync(PageEvent pageEvent)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            await publisher.PublishAsync(topic, pageEvent);
            Interlocked.Increment(ref _acknowledged);
        }
        catch (PublishException e)
        {
            Interlocked.Increment(ref _failed);
            Volatile.Write(ref _lastFailure, e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>Waits until the events in flight are acknowledged or have failed, or the timeout is over.</summary>
    private async Task DrainAsync()
    {
        var started = time.GetTimestamp();
        while (Interlocked.Read(ref _inFlight) > 0 && time.GetElapsedTime(started) < DrainTimeout)
        {
            await Task.Delay(DrainCheckInterval, time);
        }
    }

    /// <summary>Logs what happened since the last report.</summary>
    private void Report()
    {
        var acknowledged = Interlocked.Exchange(ref _acknowledged, 0);
        var failed = Interlocked.Exchange(ref _failed, 0);
        var skipped = Interlocked.Exchange(ref _skipped, 0);
        if (failed + skipped == 0)
        {
            LogPublished(acknowledged, topic.Name);
        }
        else
        {
            LogMissed(
                acknowledged, topic.Name, failed, skipped, Interlocked.Exchange(ref _lastFailure, null) ?? "too many events are in flight");
        }
    }

    [LoggerMessage(LogLevel.Information, "Publishing an event to {Topic} every {Period}")]
    private partial void LogStarted(string topic, TimeSpan period);

    [LoggerMessage(LogLevel.Information, "Published {Acknowledged} events to {Topic}")]
    private partial void LogPublished(long acknowledged, string topic);

    [LoggerMessage(LogLevel.Warning, "Published {Acknowledged} events to {Topic}, {Failed} failed and {Skipped} were skipped: {Reason}")]
    private partial void LogMissed(long acknowledged, string topic, long failed, long skipped, string reason);
}
