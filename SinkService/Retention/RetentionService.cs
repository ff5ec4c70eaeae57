using System.Data.Common;
using Microsoft.Extensions.Options;
using SinkService.Migrations;

namespace SinkService.Retention;

/// <summary>Deletes each minute what is older than <see cref="SinkOptions.Retention"/>. Does nothing when it is not set.</summary>
internal sealed partial class RetentionService(
    OldRows oldRows, SchemaUpdate schema, IOptions<SinkOptions> options, TimeProvider time, ILogger<RetentionService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Retention is not { } retention) return;

        try
        {
            await schema.Done.WaitAsync(stoppingToken);
            while (true)
            {
                await TryDeleteAsync(retention, stoppingToken);
                await Task.Delay(Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task TryDeleteAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = now - DateTimeOffset.MinValue > retention ? now - retention : DateTimeOffset.MinValue;
        try
        {
            var deleted = await oldRows.DeleteAsync(before, cancellationToken);
            if (deleted is not { Events: 0, Statistics: 0 }) LogDeleted(deleted.Events, deleted.Statistics, before);
        }
        catch (DbException e)
        {
            LogFailed(e.Message, Interval);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Events} events and {Statistics} statistics from before {Before:u}")]
    private partial void LogDeleted(long events, long statistics, DateTimeOffset before);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old rows could not be deleted, which is tried again in {Interval}: {Reason}")]
    private partial void LogFailed(string reason, TimeSpan interval);
}
