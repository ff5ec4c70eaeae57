using Microsoft.Extensions.DependencyInjection;

namespace AppHost.Kafka;

/// <summary>Apache Kafka from the directory <c>KAFKA_HOME</c>, as a process that AppHost starts and stops.</summary>
internal static class ApacheKafka
{
    /// <summary>The configuration key of the directory with Apache Kafka.</summary>
    public const string HomeKey = "KAFKA_HOME";

    private const string DataKey = "Kafka:DataDirectory";
    private const int ControllerPort = 9093;

    /// <summary>The directory of the node: <c>Kafka:DataDirectory</c>, or <c>.kafka</c> beside AppHost.cs.</summary>
    public static string DataDirectory(IDistributedApplicationBuilder builder) => Path.GetFullPath(
        builder.Configuration[DataKey] is { Length: > 0 } directory ? directory : ".kafka", builder.AppHostDirectory);

    /// <summary>Adds the node. Its data stays in <see cref="DataDirectory"/>.</summary>
    /// <exception cref="DistributedApplicationException"><c>KAFKA_HOME</c> has no Apache Kafka.</exception>
    public static (IResourceBuilder<IResourceWithConnectionString> Kafka, string Description) Add(
        IDistributedApplicationBuilder builder, string name, int preferredPort)
    {
        var configuration = builder.Configuration;
        var home = Path.GetFullPath(configuration[HomeKey]!);
        var data = DataDirectory(builder);
        var port = LocalPort.Choose(configuration, preferredPort);
        var node = new KafkaNode(home, data, port, LocalPort.Choose(configuration, ControllerPort));
        node.Validate();

        var kafka = builder.AddResource(new KafkaProcessResource(name, node.StartScript, home))
            .WithArgs(node.PropertiesFile)
            .WithEndpoint(port, targetPort: port, name: KafkaProcessResource.Endpoint, isProxied: false)
            .WithUrlForEndpoint(KafkaProcessResource.Endpoint, url => url.DisplayText = $"Apache Kafka at localhost:{port}")
            .WithEnvironment("LOG_DIR", node.LogDirectory)
            .WithEnvironment("KAFKA_LOG4J_OPTS", $"-Dlog4j2.configurationFile={node.LogConfigurationFile}") // for Apache's scripts
            .WithEnvironment("KAFKA_LOG4J", node.LogConfigurationFile) // for scripts that take the file alone
            .WithIconName("Database")
            .WithMetadataHealthCheck()
            .OnBeforeResourceStarted((_, start, cancellation) =>
                node.PrepareAsync(start.Services.GetRequiredService<ResourceLoggerService>().GetLogger(name), cancellation));
        return (kafka, $"Apache Kafka from {home} at localhost:{port}, which keeps its data in {data}");
    }
}
