using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Messaging.Consuming;

/// <summary>
/// The subscriptions of this service. Each has its own consumer, loop and thread, and therefore its own scope of the container: within it,
/// a scoped service is the one of that subscription.
/// </summary>
internal sealed class Subscriptions : IHostedService, IDisposable
{
    private readonly List<(IServiceScope Scope, ConsumerService Consumer)> _subscriptions = [];

    public Subscriptions(IServiceProvider services, IEnumerable<SubscriptionRegistration> registrations)
    {
        foreach (var registration in registrations)
        {
            var scope = services.CreateScope();
            scope.ServiceProvider.GetRequiredService<CurrentSubscription>().Registration = registration;
            _subscriptions.Add((scope, scope.ServiceProvider.GetRequiredService<ConsumerService>()));
        }
    }

    /// <summary>The scope of each subscription, in the order of their registration.</summary>
    public IEnumerable<IServiceProvider> Scopes => _subscriptions.Select(it => it.Scope.ServiceProvider);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, consumer) in _subscriptions) consumer.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_subscriptions.Select(it => it.Consumer.StopAsync(cancellationToken)));

    /// <summary>
    /// Waits for the loops, then disposes their consumers. What both need is disposed after that, because it was created before. A consumer whose
    /// loop has not ended is left to the end of the process.
    /// </summary>
    public void Dispose()
    {
        foreach (var (scope, consumer) in _subscriptions)
        {
            if (consumer.WaitUntilEnded()) scope.Dispose();
        }
    }
}
