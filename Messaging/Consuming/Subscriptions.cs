using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Messaging.Consuming;

/// <summary>
/// The subscriptions of this service. Each has its own consumer, loop and thread, and therefore its own scope of the container: within it,
/// a scoped service is the one of that subscription.
/// </summary>
internal sealed class Subscriptions : IHostedService, IDisposable
{
    private readonly List<AsyncServiceScope> _scopes = [];
    private readonly List<ConsumerService> _consumers = [];

    public Subscriptions(IServiceProvider services, IEnumerable<SubscriptionRegistration> registrations)
    {
        foreach (var registration in registrations)
        {
            var scope = services.CreateAsyncScope();
            _scopes.Add(scope);
            scope.ServiceProvider.GetRequiredService<CurrentSubscription>().Registration = registration;
            _consumers.Add(scope.ServiceProvider.GetRequiredService<ConsumerService>());
        }
    }

    /// <summary>The scope of each subscription, in the order of their registration.</summary>
    public IEnumerable<IServiceProvider> Scopes => _scopes.Select(scope => scope.ServiceProvider);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var consumer in _consumers) consumer.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_consumers.Select(consumer => consumer.StopAsync(cancellationToken)));

    /// <summary>Waits for the loops, then disposes their consumers. What both need is disposed after that, because it was created before.</summary>
    public void Dispose()
    {
        foreach (var scope in _scopes) scope.Dispose();
    }
}
