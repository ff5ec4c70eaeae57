namespace AppHost.Embedded;

/// <summary>How AppHost.cs declares Kafka.</summary>
internal static class KafkaTopology
{
    /// <summary>Adds the Kafka cluster.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="name">Its name, and that of the connection string its clients get.</param>
    /// <param name="port">The local port to be reached at; another one is used, and named, where it is taken.</param>
    public static IResourceBuilder<KafkaServerResource> AddKafka(
        this IDistributedApplicationBuilder builder, string name, int? port = null)
        => builder.AddResource(new KafkaServerResource(name, port));

    /// <summary>Changes nothing here: Apache Kafka always keeps its data on disk, the in-memory cluster never does.</summary>
    public static IResourceBuilder<KafkaServerResource> WithDataVolume(this IResourceBuilder<KafkaServerResource> builder) => builder;

    /// <summary>Changes nothing here: Kafka UI is a container image.</summary>
    public static IResourceBuilder<KafkaServerResource> WithKafkaUI(this IResourceBuilder<KafkaServerResource> builder) => builder;
}
