using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Clients;

/// <summary>Consumers that join no group: each reads what it is told to read, and commits nothing. They name the group of the subscription, since the client wants one.</summary>
internal sealed partial class StandaloneConsumerFactory(ConsumerConfig subscription, ClientLog log, ILogger<StandaloneConsumerFactory> logger)
{
    /// <summary>A consumer with the settings of the subscription's; it sees committed records only.</summary>
    public IConsumer<byte[], byte[]> Create()
    {
        var config = new ConsumerConfig(subscription.ToDictionary(setting => setting.Key, setting => setting.Value))
        {
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnablePartitionEof = true,
        };
        return new ConsumerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => LogError(error.Reason))
            .SetLogHandler((_, line) => log.Write(line))
            .Build();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A reader met an error, and goes on: {Reason}")]
    private partial void LogError(string reason);
}
