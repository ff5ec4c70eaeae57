using Microsoft.Extensions.Hosting;

namespace AppHost.Services;

/// <summary>
/// Stops the services before Kafka, so that they can commit what they have processed. Aspire's orchestrator stops all processes at once,
/// and a service would then wait for a broker that has ended.
/// </summary>
internal sealed class StopOrder(
    DistributedApplicationModel model, ResourceCommandService commands, TimeProvider time) : IHostedService
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(7);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await Task.WhenAll(model.Resources.OfType<ProjectResource>().Select(service =>
                commands.ExecuteCommandAsync(service, KnownResourceCommands.StopCommand, stop.Token)));
        }
        catch (OperationCanceledException)
        {
            // Aspire ends what has not stopped in time.
        }
    }
}
