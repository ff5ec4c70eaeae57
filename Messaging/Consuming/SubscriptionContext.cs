using Confluent.Kafka;
using Messaging.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Messaging.Consuming;

/// <summary>What all parts of a subscription share.</summary>
internal sealed class SubscriptionContext(
    Subscription subscription, IOptions<ConsumerOptions> options, IConsumer<byte[], byte[]> consumer, ConsumerState state,
    KafkaTelemetry telemetry, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private volatile IConsumer<byte[], byte[]> _consumer = consumer;

    /// <summary>The name of the consumed topic in the cluster.</summary>
    public string Topic => subscription.Topic;

    public string Group => subscription.Group;

    public ConsumerOptions Options => options.Value;

    /// <summary>The consumer. <see cref="ConsumerReplacement"/> sets another one after a fatal error, on the loop's thread.</summary>
    public IConsumer<byte[], byte[]> Consumer { get => _consumer; set => _consumer = value; }

    public ConsumerState State => state;

    public KafkaTelemetry Telemetry => telemetry;

    public TimeProvider Time => time;

    /// <summary>Cancelled when the host stops.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;
}
