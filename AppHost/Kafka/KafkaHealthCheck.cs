using Confluent.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AppHost.Kafka;

/// <summary>
/// Healthy when the cluster answers a request for its metadata. Uses <c>Kafka:Properties</c>, as the services do; writes nothing.
/// </summary>
internal sealed class KafkaHealthCheck(IResourceWithConnectionString kafka, IConfiguration configuration) : IHealthCheck, IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private IAdminClient? _client;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            _client ??= NewClient(await kafka.GetConnectionStringAsync(cancellationToken));
            var metadata = await Task.Run(() => _client.GetMetadata(Timeout), cancellationToken);
            return HealthCheckResult.Healthy($"{metadata.Brokers.Count} broker(s), {metadata.Topics.Count} topics");
        }
        catch (Exception e) when (e is KafkaException or InvalidOperationException or ArgumentException)
        {
            return HealthCheckResult.Unhealthy($"The cluster does not answer: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();

    private IAdminClient NewClient(string? bootstrapServers)
    {
        var config = new AdminClientConfig { BootstrapServers = bootstrapServers };
        KafkaProperties.ApplyTo(config, configuration);
        return new AdminClientBuilder(config).SetLogHandler((_, _) => { }).Build(); // the result says what is wrong
    }
}

/// <summary>Adds <see cref="KafkaHealthCheck"/> to a resource.</summary>
internal static class KafkaHealthCheckExtensions
{
    /// <summary>The resource is healthy while the cluster answers a request for its metadata.</summary>
    public static IResourceBuilder<T> WithMetadataHealthCheck<T>(this IResourceBuilder<T> builder) where T : IResourceWithConnectionString
    {
        var key = $"{builder.Resource.Name}-metadata";
        var configuration = builder.ApplicationBuilder.Configuration;
        builder.ApplicationBuilder.Services.AddKeyedSingleton(key, (_, _) => new KafkaHealthCheck(builder.Resource, configuration));
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new(
            key, services => services.GetRequiredKeyedService<KafkaHealthCheck>(key), failureStatus: null, tags: null));
        return builder.WithHealthCheck(key);
    }
}
