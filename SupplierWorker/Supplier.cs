using Contracts;
using Messaging;

namespace SupplierWorker;

/// <summary>
/// Publishes one event per period, without waiting for the acknowledgement of the previous one. An event that is due while too many events
/// are unacknowledged is skipped; one that is due while no broker can be reached fails. Neither is published later. The log reports both.
/// </summary>
internal sealed partial class Supplier(
    SupplierOptions options, RandomPageEvents events, Topic<PageEvent> topic, Publisher publisher, TimeProvider time, ILogger<Supplier> logger)
    : BackgroundService
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastReceiptsTimeout = TimeSpan.FromSeconds(4);

    private long _acknowledged;
    private long _inFlight;
    private long _failed;
    private long _leftOut;
    private string? _failure;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogStarted(topic.Name, options.Period);
        var schedule = new Schedule(options.Period, time);
        await using var report = time.CreateTimer(_ => Report(), null, ReportInterval, ReportInterval);
        try
        {
            while (true)
            {
                await Task.Delay(schedule.UntilNext(), time, stoppingToken);
                Supply(schedule.TakeDue());
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await LastReceiptsAsync();
            Report();
        }
    }

    private void Supply(int due)
    {
        for (var i = 0; i < due; i++)
        {
            if (Interlocked.Read(ref _inFlight) >= options.MaxInFlight)
            {
                Interlocked.Add(ref _leftOut, due - i);
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
            Volatile.Write(ref _failure, e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>Waits until the events in flight are acknowledged, or the timeout is over.</summary>
    private async Task LastReceiptsAsync()
    {
        var started = time.GetTimestamp();
        while (Interlocked.Read(ref _inFlight) > 0 && time.GetElapsedTime(started) < LastReceiptsTimeout)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), time);
        }
    }

    private void Report()
    {
        var (acknowledged, failed, leftOut) = (Interlocked.Exchange(ref _acknowledged, 0), Interlocked.Exchange(ref _failed, 0), Interlocked.Exchange(ref _leftOut, 0));
        if (failed + leftOut == 0) LogSupplied(acknowledged, topic.Name);
        else LogMissed(acknowledged, topic.Name, failed, leftOut, Interlocked.Exchange(ref _failure, null));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Publishing an event to {Topic} every {Period}")]
    private partial void LogStarted(string topic, TimeSpan period);

    [LoggerMessage(Level = LogLevel.Information, Message = "Published {Acknowledged} events to {Topic}")]
    private partial void LogSupplied(long acknowledged, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Published {Acknowledged} events to {Topic}, {Failed} failed and {LeftOut} were skipped: {Reason}")]
    private partial void LogMissed(long acknowledged, string topic, long failed, long leftOut, string? reason);
}
