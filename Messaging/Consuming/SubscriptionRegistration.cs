namespace Messaging.Consuming;

/// <summary>How a service has registered a subscription.</summary>
/// <param name="Subscription">What it consumes.</param>
/// <param name="Topic">The topic, a <c>Topic&lt;T&gt;</c>.</param>
/// <param name="Strategy">The type of its <see cref="IProcessingStrategy"/>.</param>
/// <param name="AutoCommit">Whether the client commits the stored offsets.</param>
/// <param name="IsExactlyOnce">Whether records of aborted transactions must not be read, whatever is configured.</param>
internal sealed record SubscriptionRegistration(Subscription Subscription, object Topic, Type Strategy, bool AutoCommit, bool IsExactlyOnce);

/// <summary>The subscription that a scope of the container belongs to.</summary>
internal sealed class CurrentSubscription
{
    private SubscriptionRegistration? _registration;

    /// <summary>How it is registered. Set before anything else is resolved from the scope.</summary>
    public SubscriptionRegistration Registration
    {
        get => _registration ?? throw new InvalidOperationException("This service belongs to one subscription, and must be resolved from its scope.");
        set => _registration = value;
    }
}
