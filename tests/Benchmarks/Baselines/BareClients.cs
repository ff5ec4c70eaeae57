using Confluent.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Benchmarks.Baselines;

/// <summary>The clients of what is measured beside a service: the service's consumer, in a group of its own, and a plain producer.</summary>
internal sealed class BareClients : IDisposable
{
    private readonly IHost _host;
    private readonly IConfiguration _configuration;

    public BareClients(bool autoCommit)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddEnvironmentVariables();
        KafkaClients.AddConsumer(builder, $"bare-{Guid.NewGuid():N}", autoCommit);
        (_host, _configuration) = (builder.Build(), builder.Configuration);
        Assignment = Assignment.Of(_configuration);
    }

    /// <summary>What is to be done with them.</summary>
    public Assignment Assignment { get; }

    /// <summary>The consumer, which these dispose of.</summary>
    public IConsumer<byte[], byte[]> Consumer => _host.Services.GetRequiredService<IConsumer<byte[], byte[]>>();

    /// <summary>An idempotent producer.</summary>
    public IProducer<byte[], byte[]> NewProducer() => NewProducer(_configuration);

    /// <inheritdoc cref="NewProducer()"/>
    /// <param name="configuration">Where the cluster is, and how to get there.</param>
    /// <param name="lingerMilliseconds">How long a record may wait for others; the client's default unless told.</param>
    public static IProducer<byte[], byte[]> NewProducer(IConfiguration configuration, int? lingerMilliseconds = null)
    {
        var config = new ProducerConfig { BootstrapServers = configuration.GetConnectionString("kafka") };
        KafkaProperties.ApplyTo(config, configuration);
        (config.EnableIdempotence, config.Acks, config.Partitioner) = (true, Acks.All, Partitioner.Murmur2Random);
        config.LingerMs = lingerMilliseconds ?? config.LingerMs;
        return new ProducerBuilder<byte[], byte[]>(config).Build();
    }

    public void Dispose() => _host.Dispose();
}
