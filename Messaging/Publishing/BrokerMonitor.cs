using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Publishing;

/// <summary>
/// Tracks whether any broker can be reached, so that a send can fail immediately instead of waiting for its timeout. The client reports
/// when its last connection is lost. From then on, a probe requests metadata until a broker answers.
/// </summary>
internal sealed partial class BrokerMonitor(TimeProvider time, ILogger<BrokerMonitor> logger) : IDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _disposed = new();
    private string? _down;

    /// <summary>Why no broker can be reached; null when no outage is known.</summary>
    public string? DownReason => Volatile.Read(ref _down);

    /// <summary>Handles an error that the client reports in its error callback.</summary>
    public void OnError(IClient client, Error error)
    {
        if (error.Code is not ErrorCode.Local_AllBrokersDown) return;
        if (Interlocked.CompareExchange(ref _down, error.Reason, null) is not null) return;

        LogDown(error.Reason);
        _ = ProbeUntilUpAsync(client.Handle);
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
    }

    private async Task ProbeUntilUpAsync(Handle handle)
    {
        var stopped = _disposed.Token;
        try
        {
            using var admin = new DependentAdminClientBuilder(handle).Build();
            do
            {
                await Task.Delay(ProbeInterval, time, stopped);
            }
            while (!IsReachable(admin));

            LogUp();
            Volatile.Write(ref _down, null);
        }
        catch (Exception e) when (stopped.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private static bool IsReachable(IAdminClient admin)
    {
        try
        {
            return admin.GetMetadata(ProbeTimeout).Brokers.Count > 0;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No broker can be reached: {Reason}. Sends fail immediately until a broker answers")]
    private partial void LogDown(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "A broker can be reached again. Sends resume")]
    private partial void LogUp();
}
