using Confluent.Kafka;
using Messaging.Consuming;
using Messaging.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Clients;

/// <summary>
/// The one producer and the one consumer of a service, safe by default: what is set here is what loses no record. What is set with
/// <c>??=</c> may be set otherwise under <c>Aspire:Confluent:Kafka:Producer:Config</c>, <c>…:Consumer:Config</c> and, before
/// these, <c>Kafka:Properties</c>.
/// </summary>
internal static class KafkaClients
{
    /// <summary>An idempotent producer that waits for all in-sync replicas; transactional when <paramref name="transactionalId"/> is given.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="hasSubscription">Whether it sends on what it consumes, dead letters at least, which are larger than what came.</param>
    /// <param name="transactionalId">Makes it transactional.</param>
    /// <param name="transactionTimeout">After how long the cluster aborts a transaction that is left open.</param>
    public static void AddProducer(
        IHostApplicationBuilder builder, bool hasSubscription, string? transactionalId = null, TimeSpan transactionTimeout = default)
    {
        builder.AddKafkaProducer<byte[], byte[]>(
            KafkaConnection.Name,
            settings =>
            {
                settings.DisableHealthChecks = settings.DisableMetrics = settings.DisableTracing = true;
                var config = settings.Config;
                KafkaConnection.ApplyTo(config, builder.Configuration, builder.Environment.ApplicationName);
                config.Acks ??= Acks.All;
                config.EnableIdempotence ??= true;
                config.Partitioner ??= Partitioner.Murmur2Random; // a key goes where Java's clients put it
                config.LingerMs ??= transactionalId is null ? 0 : 5; // nobody waits for a record of a transaction, whose commit sends the rest at once
                if (hasSubscription) config.MessageMaxBytes ??= 1_040_000; // of the brokers' 1,048,588; the client's default is 1,000,000
                config.QueueBufferingMaxMessages ??= 100_000;
                config.QueueBufferingMaxKbytes ??= 64 * 1024;
                if (transactionalId is not null)
                {
                    config.TransactionalId ??= transactionalId;
                    config.TransactionTimeoutMs ??= (int)transactionTimeout.TotalMilliseconds;
                }

                // A transaction ends by itself; a single record has a sender who waits.
                config.MessageTimeoutMs ??= config.TransactionTimeoutMs ?? 5_000;
            },
            (services, producer) =>
            {
                var (monitor, log) = (services.GetRequiredService<BrokerMonitor>(), services.GetRequiredService<ClientLog>());
                producer.SetErrorHandler((client, error) => monitor.OnError(client, error));
                producer.SetLogHandler((_, line) => log.Write(line));
            });
    }

    /// <summary>A consumer that stores an offset only when told, starts at the beginning and moves partitions cooperatively.</summary>
    public static void AddConsumer(IHostApplicationBuilder builder, string group, bool autoCommit)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(ConsumerCallbacks)))
        {
            throw new InvalidOperationException("A service has one subscription: start another service for another one.");
        }

        builder.Services.AddSingleton<ConsumerCallbacks>();
        builder.AddKafkaConsumer<byte[], byte[]>(
            KafkaConnection.Name,
            settings =>
            {
                settings.DisableHealthChecks = settings.DisableMetrics = settings.DisableTracing = true;
                var config = settings.Config;
                KafkaConnection.ApplyTo(config, builder.Configuration, builder.Environment.ApplicationName);
                config.GroupId = group;
                config.EnableAutoOffsetStore = false; // the loop stores an offset when its record is done
                config.EnableAutoCommit = autoCommit;
                config.AutoCommitIntervalMs ??= 1_000;
                config.AutoOffsetReset ??= AutoOffsetReset.Earliest;
                config.IsolationLevel = autoCommit ? config.IsolationLevel ?? IsolationLevel.ReadCommitted : IsolationLevel.ReadCommitted;
                config.PartitionAssignmentStrategy ??= PartitionAssignmentStrategy.CooperativeSticky;
                config.EnablePartitionEof = true; // how the loop knows that nothing is left
                config.SessionTimeoutMs ??= 10_000;
                config.HeartbeatIntervalMs ??= 1_000;
                config.QueuedMaxMessagesKbytes ??= 16 * 1024;
                config.FetchQueueBackoffMs ??= 10; // a queue that was full is empty long before the client's default of a second is over
                config.AllowAutoCreateTopics ??= !builder.Configuration.GetValue("Topics:Create", true);
                builder.Services.AddSingleton(services => new StandaloneConsumerFactory(
                    new(config) { BootstrapServers = settings.ConnectionString ?? config.BootstrapServers },
                    services.GetRequiredService<ClientLog>(),
                    services.GetRequiredService<ILogger<StandaloneConsumerFactory>>()));
            },
            (services, consumer) =>
            {
                var log = services.GetRequiredService<ClientLog>();
                services.GetRequiredService<ConsumerCallbacks>().AttachTo(consumer);
                consumer.SetLogHandler((_, line) => log.Write(line));
            });
    }
}
