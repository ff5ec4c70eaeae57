using Contracts;
using Messaging.Clients;
using Messaging.DeadLetters;
using Messaging.Health;
using Messaging.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <summary>Registers what consumes a topic, whatever its strategy is.</summary>
internal static class ConsumerRegistration
{
    /// <summary>Adds a subscription with the strategy <typeparamref name="TStrategy"/>.</summary>
    /// <param name="builder">The builder of the service.</param>
    /// <param name="declared">The topic to consume.</param>
    /// <param name="group">The consumer group, unless one is configured.</param>
    /// <param name="autoCommit">Whether the client commits the offsets that the strategy stores.</param>
    /// <param name="isExactlyOnce">Whether the strategy processes each record exactly once.</param>
    /// <returns>The options, which are validated when the host starts.</returns>
    public static ConsumerOptions AddConsumer<T, TStrategy>(
        this IHostApplicationBuilder builder, Topic<T> declared, string group, bool autoCommit, bool isExactlyOnce)
        where T : notnull
        where TStrategy : class, IProcessingStrategy
    {
        var services = builder.Services;
        var options = ConsumerOptions.Read(builder.Configuration);
        var topic = builder.RequireTopic(declared);
        var subscription = new Subscription(topic.Name, options.Group ?? group);
        var deadLetters = DeadLetterTopic.NameOf(topic.Name, subscription.Group);
        builder.RequireTopic(new RequiredTopic(deadLetters, topic.Partitions, topic.ReplicationFactor));
        builder.RequireRight(KafkaRight.ReadTopic(topic.Name));
        builder.RequireRight(KafkaRight.ReadGroup(subscription.Group));
        builder.RequireRight(KafkaRight.WriteTopic(deadLetters));

        var isFirst = !services.Any(service => service.ServiceType == typeof(SubscriptionRegistration));
        if (isFirst) builder.AddShared(options, subscription.Group, autoCommit);
        services.AddSingleton(new SubscriptionRegistration(subscription, topic, typeof(TStrategy), autoCommit, isExactlyOnce));
        services.AddSingleton(new WatchedTopic(topic.Name));
        services.AddKeyedSingleton<ConsumerState>(subscription);
        services.AddSingleton<ISubscriptionStatus>(provider =>
            new SubscriptionStatus(subscription, provider.GetRequiredKeyedService<ConsumerState>(subscription)));
        services.TryAddScoped(scope => ActivatorUtilities.CreateInstance<RecordHandling<T>>(scope, scope.Registration().Topic));
        services.TryAddScoped<TStrategy>();
        return options;
    }

    /// <summary>Adds what all subscriptions of a service have, each an instance of its own if it is scoped.</summary>
    private static void AddShared(this IHostApplicationBuilder builder, ConsumerOptions options, string group, bool autoCommit)
    {
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<ConsumerOptions, ConsumerOptionsValidator>()
            .BindConfiguration(ConsumerOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        KafkaClients.AddConsumer(builder, group, autoCommit);

        services.AddScoped<CurrentSubscription>();
        services.AddScoped(scope => scope.Registration().Subscription);
        services.AddScoped(scope => scope.GetRequiredKeyedService<ConsumerState>(scope.Registration().Subscription));
        services.AddScoped<SubscriptionConsumers>();
        services.AddScoped(scope => scope.GetRequiredService<SubscriptionConsumers>().Create());
        services.AddScoped<SubscriptionContext>();
        services.AddScoped<ConsumerPositions>();
        services.AddScoped<ConsumedTopic>();
        services.AddScoped(scope => (IProcessingStrategy)scope.GetRequiredService(scope.Registration().Strategy));
        services.AddScoped<PausedPartitions>();
        services.AddScoped<InFlightRecord>();
        services.AddScoped<RebalanceListener>();
        services.AddScoped<ConsumerReplacement>();
        services.AddScoped(scope => new DeletedRecords(scope.GetRequiredService<ILogger<DeletedRecords>>()));
        services.AddScoped<RecordPoll>();
        services.AddScoped<ConsumerLoop>();
        services.AddScoped<ConsumerErrors>();
        services.AddScoped<ConsumerProbe>();
        services.AddScoped<ConsumerService>();
        services.AddScoped<ConsumerReadiness>();
        services.AddScoped<ConsumerLiveness>();
        services.AddSingleton<Subscriptions>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<Subscriptions>());
        services.AddHealthChecks()
            .AddCheck<EachSubscription<ConsumerReadiness>>("consumer")
            .AddCheck<TopicReadiness>("topics")
            .AddCheck<EachSubscription<ConsumerLiveness>>("consumer loop", tags: ["live"]);

        // The host must wait for the record in flight and the last commit, even if a shorter shutdown timeout is configured.
        services.PostConfigure<HostOptions>(host =>
        {
            var needed = options.HandlerShutdownTimeout + InFlightRecord.CancelTimeout + TimeSpan.FromSeconds(2);
            if (host.ShutdownTimeout < needed) host.ShutdownTimeout = needed;
        });
    }

    private static SubscriptionRegistration Registration(this IServiceProvider scope) => scope.GetRequiredService<CurrentSubscription>().Registration;
}
