namespace AppHost.Embedded;

/// <summary>How AppHost.cs says who needs whom.</summary>
internal static class Dependencies
{
    /// <summary>Gives the service the address of Kafka (<c>ConnectionStrings__name</c>).</summary>
    public static IResourceBuilder<ProjectResource> WithReference(
        this IResourceBuilder<ProjectResource> builder, IResourceBuilder<KafkaServerResource> source)
        => Refer(builder, source.Resource);

    /// <summary>Gives the service the address of another one (<c>services__name__http__0</c>), which it need not wait for.</summary>
    public static IResourceBuilder<ProjectResource> WithReference(
        this IResourceBuilder<ProjectResource> builder, IResourceBuilder<ProjectResource> source)
        => Refer(builder, source.Resource);

    /// <summary>Starts the resource once the dependency is healthy, and stops it before the dependency is stopped.</summary>
    /// <exception cref="InvalidOperationException">The dependency itself waits for the resource.</exception>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<Resource> dependency)
        where T : Resource
    {
        if (Reaches(dependency.Resource, builder.Resource))
            throw new InvalidOperationException($"'{builder.Resource.Name}' and '{dependency.Resource.Name}' wait for each other.");

        builder.Resource.WaitsFor.Add(dependency.Resource);
        return builder;
    }

    private static IResourceBuilder<ProjectResource> Refer(IResourceBuilder<ProjectResource> builder, Resource source)
    {
        builder.Resource.References.Add(source);
        return builder;
    }

    private static bool Reaches(Resource from, Resource to)
        => from == to || from.WaitsFor.Exists(next => Reaches(next, to));
}
