namespace AppHost.Kafka;

/// <summary>A Kafka broker that AppHost starts as a process. Its connection string is <c>localhost:{port}</c>.</summary>
internal sealed class KafkaProcessResource(string name, string command, string workingDirectory)
    : ExecutableResource(name, command, workingDirectory), IResourceWithConnectionString
{
    /// <summary>The name of the endpoint for Kafka clients.</summary>
    public const string Endpoint = "tcp";

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{new EndpointReference(this, Endpoint).Property(EndpointProperty.HostAndPort)}");
}

/// <summary>Questions about relations between resources.</summary>
internal static class ResourceRelations
{
    /// <summary>Whether a resource was given a reference to another one.</summary>
    public static bool References(this IResource resource, IResource other) =>
        resource.Annotations.OfType<ResourceRelationshipAnnotation>().Any(
            relation => relation.Resource == other && relation.Type == "Reference");
}
