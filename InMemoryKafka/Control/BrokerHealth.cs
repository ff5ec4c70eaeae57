using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace InMemoryKafka.Control;

/// <summary>Healthy while the broker answers a metadata request of a new client in time.</summary>
internal sealed class BrokerHealth(InMemoryBroker broker, TimeProvider time) : IHealthCheck
{
    // A request: its size, the API key 3, the version 1, the correlation id, no client id, and no topics.
    private static readonly byte[] MetadataOfNoTopic = [0, 0, 0, 14, 0, 3, 0, 1, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0];

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!broker.IsRunning) return HealthCheckResult.Unhealthy("The broker is stopped.");

        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await AskForMetadataAsync(either.Token);
            return HealthCheckResult.Healthy($"The broker answers at {broker.BootstrapServers}.");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"The broker did not answer a metadata request within {Deadline.TotalSeconds} s.");
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return HealthCheckResult.Unhealthy($"The broker can't be reached: {exception.Message}.");
        }
    }

    private async Task AskForMetadataAsync(CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(broker.Address, cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync(MetadataOfNoTopic, cancellation);
        await stream.ReadExactlyAsync(new byte[sizeof(int)], cancellation);
    }
}
