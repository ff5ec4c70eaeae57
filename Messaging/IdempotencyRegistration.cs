using Messaging.Clients;
using Messaging.Health;
using Messaging.Idempotency;
using Messaging.Publishing;
using Messaging.Reading;
using Messaging.Telemetry;
using Messaging.Topics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging;

/// <summary>Registers publishing with idempotency keys.</summary>
public static class IdempotencyRegistration
{
    /// <summary>
    /// Registers a <see cref="KeyedPublisher"/>, and the topic of the keys to be created if it is missing. Requires a
    /// <see cref="Publisher"/>. It has a transactional producer of its own, from the first record with a key on.
    /// </summary>
    public static void AddKeyedPublisher(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<IdempotencyOptions, IdempotencyOptionsValidator>()
            .BindConfiguration(IdempotencyOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        var options = builder.Configuration.GetSection(IdempotencyOptions.Section).Get<IdempotencyOptions>() ?? new();
        var topic = builder.RequireDeclaredTopic(new RequiredTopic(Contracts.Topics.IdempotencyKeysName, Partitions: 1, ReplicationFactor: -1)
        {
            // Longer than needed, because the clocks of instances and brokers differ. The options are validated only later.
            Retention = 2 * TimeSpan.FromTicks(Math.Clamp(options.Window.Ticks, 1, IdempotencyOptionsValidator.MaxWindow.Ticks)),
        });

        builder.RequireRight(KafkaRight.ReadTopic(topic.Name));
        builder.RequireRight(KafkaRight.WriteTopic(topic.Name));
        services.AddSingleton(provider => new KeyedRequests(
            provider.GetRequiredService<IOptions<IdempotencyOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<KeyClients>();
        services.AddSingleton(provider => new KeyTopic(
            topic.Name,
            provider.GetRequiredService<KeyClients>(),
            provider.GetRequiredService<TopicOffsets>(),
            provider.GetRequiredService<TopicWatcher>(),
            provider.GetRequiredService<ILogger<KeyTopic>>()));
        services.AddSingleton(provider => new KeyedPublishingLoop(
            provider.GetRequiredService<KeyedRequests>(),
            provider.GetRequiredService<KeyTopic>(),
            ActivatorUtilities.CreateInstance<KeyTransactions>(provider),
            ActivatorUtilities.CreateInstance<KnownTopics>(provider),
            provider.GetRequiredService<ClientErrors>(),
            new Random(),
            provider.GetRequiredService<ILogger<KeyedPublishingLoop>>()));
        services.AddHealthChecks().AddCheck<IdempotencyReadiness>("idempotency keys");
        services.AddSingleton(provider => new KeyedPublisher(
            provider.GetRequiredService<KeyedRequests>(),
            new(provider.GetRequiredService<KeyedPublishingLoop>),
            provider.GetRequiredService<BrokerMonitor>(),
            provider.GetRequiredService<KafkaTelemetry>(),
            provider.GetRequiredService<IOptions<IdempotencyOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
