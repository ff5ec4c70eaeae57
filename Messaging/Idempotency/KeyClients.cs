using Confluent.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Configuration;

namespace Messaging.Idempotency;

/// <summary>Creates the clients of a <see cref="KeyedPublisher"/>, with the settings of the service's producer.</summary>
internal sealed class KeyClients(ProducerConfig producer, KafkaConnection connection, IConfiguration configuration, ClientLog log)
{
    /// <summary>
    /// The cluster aborts a transaction that has been open for this long. While one is open, readers of committed records wait at its first
    /// record. So this is how long they wait at most after an instance was killed.
    /// </summary>
    private static readonly TimeSpan TransactionTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What the client writes to its log when another instance takes over, or ends the transaction of this one.</summary>
    private static readonly string[] Takeover = ["fenced by a newer instance", "old epoch", "another concurrent operation"];

    /// <summary>Creates a producer whose records are committed in transactions under this id.</summary>
    public IProducer<byte[], byte[]> NewProducer(string transactionalId)
    {
        var config = new ProducerConfig(producer.ToDictionary(setting => setting.Key, setting => setting.Value))
        {
            TransactionalId = transactionalId,
            TransactionTimeoutMs = (int)TransactionTimeout.TotalMilliseconds,
            MessageTimeoutMs = (int)TransactionTimeout.TotalMilliseconds,
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = 0,
            QueueBufferingMaxMessages = 100_000, // more than one transaction has
            QueueBufferingMaxKbytes = 64 * 1024,
        };
        return new ProducerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => log.WriteError(error))
            .SetLogHandler((_, line) => Write(line))
            .Build();
    }

    /// <summary>Creates a consumer that reads committed records and joins no group.</summary>
    public IConsumer<byte[], byte[]> NewConsumer()
    {
        var config = new ConsumerConfig { GroupId = producer.ClientId }; // the client needs a group, but does not use it
        configuration.GetSection("Aspire:Confluent:Kafka:Consumer:Config").Bind(config);
        config.FetchWaitMaxMs ??= 50;
        connection.ApplyTo(config, producer.ClientId);
        return new StandaloneConsumerFactory(config, log).Create();
    }

    /// <summary>Disposes a producer without waiting for it, because that may not return while a call to it is pending.</summary>
    public static void DisposeInBackground(IClient client) =>
        new Thread(client.Dispose) { IsBackground = true, Name = "dispose a Kafka client" }.UnsafeStart();

    /// <summary>Writes a line of the client's log, but not that another instance has taken over: that is normal.</summary>
    private void Write(LogMessage line)
    {
        if (!Takeover.Any(text => line.Message.Contains(text, StringComparison.Ordinal))) log.Write(line);
    }
}
