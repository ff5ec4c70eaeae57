using Confluent.Kafka;
using Messaging.Clients.Connections;
using Messaging.Consuming;
using Messaging.DeadLetters;
using Messaging.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Messaging.Clients;

/// <summary>
/// Registers the producer and the consumer of a service, with defaults that lose no record. Settings that are assigned with <c>??=</c> are
/// defaults. Configuration overrides them, under <c>Aspire:Confluent:Kafka:Producer:Config</c> and <c>…:Consumer:Config</c>.
/// <c>Kafka:Properties</c> overrides both.
/// </summary>
internal static class KafkaClients
{
    /// <summary>Adds an idempotent producer that waits for all in-sync replicas.</summary>
    /// <param name="builder">The builder of the service.</param>
    /// <param name="hasSubscription">Whether the service also consumes. Dead letters are larger than the consumed records.</param>
    public static void AddProducer(IHostApplicationBuilder builder, bool hasSubscription) => AddProducer(builder, hasSubscription, config =>
    {
        config.LingerMs ??= 0; // a caller waits for each record

        // Longer than a partition takes to get another leader. A client that gives a record up also gives up its producer id, and sends other
        // records again that the cluster may have already.
        config.MessageTimeoutMs ??= 30_000;
    });

    /// <summary>Adds a producer that sends records in transactions only.</summary>
    /// <param name="builder">The builder of the service.</param>
    /// <param name="transactionalId">The transactional id, different for each instance.</param>
    /// <param name="transactionTimeout">The cluster aborts a transaction that has been open for this long.</param>
    public static void AddTransactionalProducer(IHostApplicationBuilder builder, string transactionalId, TimeSpan transactionTimeout) =>
        AddProducer(builder, hasSubscription: true, config =>
    {
        config.TransactionalId ??= transactionalId;
        config.TransactionTimeoutMs ??= (int)transactionTimeout.TotalMilliseconds;
        config.LingerMs ??= 5; // no caller waits for a record of a transaction; its commit sends the rest immediately
        config.MessageTimeoutMs ??= config.TransactionTimeoutMs;
    });

    private static void AddProducer(IHostApplicationBuilder builder, bool hasSubscription, Action<ProducerConfig> configure)
    {
        var connection = AddConnection(builder);
        builder.AddKafkaProducer<byte[], byte[]>(
            KafkaConnection.Name,
            settings =>
            {
                settings.DisableHealthChecks = settings.DisableMetrics = settings.DisableTracing = true;
                var config = settings.Config;
                connection.ApplyTo(config, builder.Environment.ApplicationName);
                config.Acks ??= Acks.All;
                config.EnableIdempotence ??= true;
                config.Partitioner ??= Partitioner.Murmur2Random; // the same partition for a key as Java clients choose
                if (hasSubscription) config.MessageMaxBytes ??= DeadLetterTopic.MaxRecordBytes;
                config.QueueBufferingMaxMessages ??= 100_000;
                config.QueueBufferingMaxKbytes ??= 64 * 1024;
                configure(config);
                builder.Services.AddSingleton(config); // further producers of the service have the same settings
            },
            (services, producer) =>
            {
                var (monitor, log) = (services.GetRequiredService<BrokerMonitor>(), services.GetRequiredService<ClientLog>());
                producer.SetErrorHandler((client, error) =>
                {
                    monitor.OnError(error);
                    // The class that replaces this producer needs it, so it is resolved only here.
                    if (error.IsFatal) services.GetService<ServiceProducer>()?.OnFatalError(client, error);
                });
                producer.SetLogHandler((_, line) => log.Write(line));
            });
    }

    /// <summary>Adds a consumer that stores offsets only explicitly, starts at the beginning and uses cooperative rebalances.</summary>
    /// <remarks>Each subscription creates its own with these settings; see <see cref="SubscriptionConsumers"/>.</remarks>
    public static void AddConsumer(IHostApplicationBuilder builder, string group, bool autoCommit)
    {
        var connection = AddConnection(builder);
        builder.AddKafkaConsumer<byte[], byte[]>(
            KafkaConnection.Name,
            settings =>
            {
                settings.DisableHealthChecks = settings.DisableMetrics = settings.DisableTracing = true;
                var config = settings.Config;
                connection.ApplyTo(config, builder.Environment.ApplicationName);
                config.EnableAutoOffsetStore = false; // the loop stores an offset when its record is processed
                config.AutoCommitIntervalMs ??= 1_000;
                config.AutoOffsetReset ??= AutoOffsetReset.Earliest;
                config.EnablePartitionEof = true; // tells the loop that it has read all records
                GroupProtocolSettings.ApplyTo(config);
                config.QueuedMaxMessagesKbytes ??= 16 * 1024;
                config.FetchQueueBackoffMs ??= 10; // the default of 1 s is too long: the loop empties a full queue much faster
                config.TopicMetadataRefreshIntervalMs ??= 3_000; // the group learns of added partitions so soon, and not after five minutes
                config.AllowAutoCreateTopics ??= !builder.Configuration.GetValue("Topics:Create", true);
                SetGroup(config, group, autoCommit);
                builder.Services.AddSingleton(config);
                builder.Services.AddSingleton(services => new StandaloneConsumerFactory(config, services.GetRequiredService<ClientLog>()));
            },
            (services, consumer) =>
            {
                var log = services.GetRequiredService<ClientLog>();
                consumer.SetErrorHandler((_, error) => log.WriteError(error)).SetLogHandler((_, line) => log.Write(line));
            });
    }

    /// <summary>Returns the settings of the consumer of a subscription.</summary>
    public static ConsumerConfig For(SubscriptionRegistration registration, ConsumerConfig shared)
    {
        var config = new ConsumerConfig(shared.ToDictionary(setting => setting.Key, setting => setting.Value));
        SetGroup(config, registration.Subscription.Group, registration.AutoCommit);
        if (registration.IsExactlyOnce) config.IsolationLevel = IsolationLevel.ReadCommitted;
        return config;
    }

    private static void SetGroup(ConsumerConfig config, string group, bool autoCommit)
    {
        config.GroupId = group;
        config.EnableAutoCommit = autoCommit;
        config.IsolationLevel ??= IsolationLevel.ReadCommitted;
    }

    private static KafkaConnection AddConnection(IHostApplicationBuilder builder)
    {
        var connection = new KafkaConnection(builder.Configuration);
        builder.Services.TryAddSingleton(connection);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<ClientIdentity>();
        builder.Services.TryAddSingleton<ClientErrors>();
        builder.Services.TryAddSingleton<ConnectionErrors>();
        builder.Services.TryAddSingleton<ClientLog>();
        return connection;
    }
}
