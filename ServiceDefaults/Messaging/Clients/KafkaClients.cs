using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Messaging.Consuming;
using ServiceDefaults.Messaging.Publishing;

namespace ServiceDefaults.Messaging.Clients;

/// <summary>
/// The one producer and the one consumer of a service, safe by default: what is set here is what loses no record; anything may be
/// set otherwise under <c>Aspire:Confluent:Kafka:Producer:Config</c>, <c>…:Consumer:Config</c> and <c>Kafka:Properties</c>.
/// </summary>
internal static class KafkaClients
{
    private const string ConnectionName = "kafka";

    /// <summary>An idempotent producer that waits for all in-sync replicas; transactional when <paramref name="transactionalId"/> is given.</summary>
    public static void AddProducer(IHostApplicationBuilder builder, string? transactionalId = null, TimeSpan transactionTimeout = default)
    {
        builder.AddKafkaProducer<byte[], byte[]>(
            ConnectionName,
            settings =>
            {
                settings.DisableHealthChecks = settings.DisableMetrics = settings.DisableTracing = true;
                var config = settings.Config;
                Prepare(config, builder);
                config.Acks ??= Acks.All;
                config.EnableIdempotence ??= true;
                config.Partitioner ??= Partitioner.Murmur2Random; // a key goes where Java's clients put it
                config.LingerMs ??= 0;
                config.QueueBufferingMaxMessages ??= 100_000;
                config.QueueBufferingMaxKbytes ??= 64 * 1024;
                if (transactionalId is not null)
                {
                    config.TransactionalId ??= transactionalId;
                    config.TransactionTimeoutMs ??= (int)transactionTimeout.TotalMilliseconds;

                    // A client that bootstraps again after all brokers were away drops the broker it knew as the group's
                    // coordinator, yet goes on waiting for it: the next offsets in a transaction would never be sent.
                    config.MetadataRecoveryStrategy ??= MetadataRecoveryStrategy.None;
                }

                // A transaction ends by itself; a single record has a sender who waits.
                config.MessageTimeoutMs ??= config.TransactionTimeoutMs ?? 5_000;
            },
            (services, producer) =>
            {
                var monitor = services.GetRequiredService<BrokerMonitor>();
                producer.SetErrorHandler((client, error) => monitor.OnError(client, error));
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
            ConnectionName,
            settings =>
            {
                settings.DisableHealthChecks = settings.DisableMetrics = settings.DisableTracing = true;
                var config = settings.Config;
                Prepare(config, builder);
                config.GroupId ??= group;
                config.EnableAutoOffsetStore = false; // the loop stores an offset when its record is done
                config.EnableAutoCommit = autoCommit;
                config.AutoCommitIntervalMs ??= 1_000;
                config.AutoOffsetReset ??= AutoOffsetReset.Earliest;
                config.IsolationLevel ??= IsolationLevel.ReadCommitted;
                config.PartitionAssignmentStrategy ??= PartitionAssignmentStrategy.CooperativeSticky;
                config.EnablePartitionEof = true; // how the loop knows that nothing is left
                config.SessionTimeoutMs ??= 10_000;
                config.HeartbeatIntervalMs ??= 1_000;
                config.QueuedMaxMessagesKbytes ??= 16 * 1024;
                config.AllowAutoCreateTopics ??= !builder.Configuration.GetValue("Topics:Create", true);
            },
            (services, consumer) => services.GetRequiredService<ConsumerCallbacks>().AttachTo(consumer));
    }

    private static void Prepare(ClientConfig config, IHostApplicationBuilder builder)
    {
        KafkaProperties.ApplyTo(config, builder.Configuration);
        config.ClientId ??= builder.Environment.ApplicationName;
        config.SocketKeepaliveEnable ??= true;
        config.ReconnectBackoffMs ??= 50;
        config.ReconnectBackoffMaxMs ??= 1_000;
    }
}
