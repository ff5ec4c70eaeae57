using Confluent.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Benchmarks.Baselines;

/// <summary>The clients of the baselines: the consumer of a service, in its own group, and a plain producer.</summary>
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

    /// <summary>The arguments of this child program.</summary>
    public Assignment Assignment { get; }

    /// <summary>The consumer; this object disposes it.</summary>
    public IConsumer<byte[], byte[]> Consumer => _host.Services.GetRequiredService<IConsumer<byte[], byte[]>>();

    /// <summary>Creates an idempotent producer.</summary>
    public IProducer<byte[], byte[]> NewProducer() => NewProducer(_configuration);

    /// <inheritdoc cref="NewProducer()"/>
    /// <param name="configuration">Has the connection string and the client settings.</param>
    /// <param name="lingerMilliseconds"><c>linger.ms</c>; null for the client's default.</param>
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
