using System.Text.Json;
using Confluent.Kafka;
using Messaging.Clients;

namespace Messaging.Publishing;

/// <summary>Creates producers that replace the service's first one, with the same settings.</summary>
/// <param name="settings">The settings of the first producer.</param>
/// <param name="monitor">Receives the errors of the clients.</param>
/// <param name="log">Receives the log lines of the clients.</param>
internal sealed class ProducerFactory(ProducerConfig settings, BrokerMonitor monitor, ClientLog log)
{
    private static readonly TimeSpan StatisticsInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>The transactional id of all producers; null when they send without transactions.</summary>
    public string? TransactionalId => settings.TransactionalId;

    /// <summary>Creates a producer.</summary>
    /// <param name="onFatalError">Called when the producer can't be used any more, on its own thread.</param>
    /// <returns>
    /// The producer, and a task that completes when the cluster has given it an id, without which it can't send records. The task fails
    /// with a fatal error. It has no meaning for a transactional producer, which gets its id in <c>InitTransactions</c>.
    /// </returns>
    public (IProducer<byte[], byte[]> Producer, Task HasId) Create(Action<IProducer<byte[], byte[]>, Error> onFatalError)
    {
        var hasId = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var config = new ProducerConfig(settings.ToDictionary(setting => setting.Key, setting => setting.Value));
        if (config.TransactionalId is null) config.StatisticsIntervalMs = (int)StatisticsInterval.TotalMilliseconds;
        var producer = new ProducerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((producer, error) =>
            {
                monitor.OnError(error);
                if (!error.IsFatal) return;

                hasId.TrySetException(new KafkaException(error));
                onFatalError(producer, error);
            })
            .SetStatisticsHandler((_, statistics) =>
            {
                if (!hasId.Task.IsCompleted && HasId(statistics)) hasId.TrySetResult();
            })
            .SetLogHandler((_, line) => log.Write(line))
            .Build();
        return (producer, hasId.Task);
    }

    /// <summary>
    /// Reads the client's statistics. <c>idemp_state</c> is the state of an idempotent producer (librdkafka's STATISTICS.md).
    /// </summary>
    private static bool HasId(string statistics)
    {
        using var json = JsonDocument.Parse(statistics);
        return json.RootElement.TryGetProperty("eos", out var producer) && producer.GetProperty("idemp_state").GetString() is "Assigned";
    }
}
