namespace Dashboard.Shell;

/// <summary>Keeps apart what is served at several ports: an address exists at one of them only.</summary>
internal static class Ports
{
    /// <summary>Makes endpoints exist at this port only.</summary>
    public static TBuilder OnlyAt<TBuilder>(this TBuilder endpoints, int port) where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new Port(port));

    /// <summary>Answers 404 where an endpoint does not belong to the port that was asked.</summary>
    /// <param name="app">The application.</param>
    /// <param name="defaultPort">The port of all endpoints that don't say.</param>
    public static void UseOwnPort(this WebApplication app, int defaultPort) => app.Use((http, next) =>
    {
        var own = http.GetEndpoint()?.Metadata.GetMetadata<Port>()?.Number ?? defaultPort;
        if (own == http.Connection.LocalPort)
            return next(http);

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    private sealed record Port(int Number);
}
