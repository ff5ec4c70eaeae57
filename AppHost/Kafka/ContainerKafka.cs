namespace AppHost.Kafka;

/// <summary>Aspire's Kafka container with Kafka UI, from Aspire.Hosting.Kafka. Only in builds with <c>UseAspireKafka=true</c>.</summary>
internal static class ContainerKafka
{
#if ASPIRE_KAFKA
    /// <summary>Whether this build has Aspire.Hosting.Kafka.</summary>
    public const bool IsAvailable = true;

    /// <summary>Adds the container. Its records are kept in a volume.</summary>
    public static (IResourceBuilder<IResourceWithConnectionString> Kafka, string Description) Add(
        IDistributedApplicationBuilder builder, string name, int port) =>
        (builder.AddKafka(name, port).WithDataVolume().WithKafkaUI(), $"a container at localhost:{port}");
#else
    /// <summary>Whether this build has Aspire.Hosting.Kafka.</summary>
    public const bool IsAvailable = false;

    /// <summary>Not supported in this build.</summary>
    public static (IResourceBuilder<IResourceWithConnectionString> Kafka, string Description) Add(
        IDistributedApplicationBuilder builder, string name, int port) =>
        throw new NotSupportedException(
            $"{builder.Environment.ApplicationName} was built without Aspire.Hosting.Kafka: {name} can't be a container at port {port}.");
#endif
}
