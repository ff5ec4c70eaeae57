using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AppHost.Kafka;

/// <summary>Adds Kafka to the application, from the source that <see cref="KafkaSourceChoice"/> chooses.</summary>
internal static partial class KafkaBuilderExtensions
{
    /// <summary>
    /// Adds a Kafka cluster. Resources that reference it get <c>ConnectionStrings__{name}</c>, whatever the source. One line on the console
    /// and in the resource's log says which source was chosen.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource and of its connection string.</param>
    /// <param name="port">
    /// The port of localhost where a cluster that is started here listens. If it is taken, a process takes another free port; a container
    /// does not.
    /// </param>
    public static IResourceBuilder<IResourceWithConnectionString> AddKafkaCluster(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int port)
    {
        var isPublishing = builder.ExecutionContext.IsPublishMode;
        var source = KafkaSourceChoice.Choose(builder.Configuration, name, ContainerKafka.IsAvailable, isPublishing);
        var (kafka, description) = source switch
        {
            KafkaSource.ApacheKafka => ApacheKafka.Add(builder, name, port),
            KafkaSource.Container => ContainerKafka.Add(builder, name, port),
            KafkaSource.InMemory => InMemoryBroker.Add(builder, name, port),
            _ => AddExternalCluster(builder, name),
        };
        builder.Eventing.Subscribe<BeforeStartEvent>((start, _) =>
        {
            if (isPublishing) return Task.CompletedTask;

            LogSource(start.Services.GetRequiredService<ILoggerFactory>().CreateLogger("AppHost.Kafka"), description);
            LogSource(start.Services.GetRequiredService<ResourceLoggerService>().GetLogger(kafka.Resource), description);
            return Task.CompletedTask;
        });
        return kafka;
    }

    private static (IResourceBuilder<IResourceWithConnectionString> Kafka, string Description) AddExternalCluster(
        IDistributedApplicationBuilder builder, string name)
    {
        var kafka = builder.AddConnectionString(name);
        if (builder.ExecutionContext.IsRunMode) kafka.WithMetadataHealthCheck();
        return (kafka, $"the cluster at {builder.Configuration.GetConnectionString(name)} (ConnectionStrings:{name})");
    }

    [LoggerMessage(LogLevel.Information, "Kafka is {Description}.")]
    private static partial void LogSource(ILogger logger, string description);
}
