using Confluent.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Logging;

namespace Messaging.Publishing;

/// <summary>
/// Tracks whether any broker can be reached, so that a send can fail immediately instead of waiting for its timeout. The client reports
/// when its last connection is lost. From then on, a probe requests metadata until a broker answers.
/// </summary>
/// <param name="metadata">Requests the metadata. The client that it uses is created after this.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class BrokerMonitor(Lazy<ClusterMetadata> metadata, TimeProvider time, ILogger<BrokerMonitor> logger) : IDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _disposed = new();
    private string? _down;

    /// <summary>Why no broker can be reached; null when no outage is known.</summary>
    public string? DownReason => Volatile.Read(ref _down);

    /// <summary>Handles an error that the client reports in its error callback.</summary>
    public void OnError(Error error)
    {
        if (error.Code is not ErrorCode.Local_AllBrokersDown) return;
        if (Interlocked.CompareExchange(ref _down, error.Reason, null) is not null) return;

        LogDown(error.Reason);
        _ = ProbeUntilUpAsync();
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
    }

    private async Task ProbeUntilUpAsync()
    {
        var stopped = _disposed.Token;
        try
        {
            do
            {
                await Task.Delay(ProbeInterval, time, stopped);
            }
            while (!await IsReachableAsync(stopped));

            LogUp();
            Volatile.Write(ref _down, null);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException) // the host stops
        {
        }
    }

    private async Task<bool> IsReachableAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await metadata.Value.ReadAsync(ProbeTimeout, cancellationToken)).Brokers.Count > 0;
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
