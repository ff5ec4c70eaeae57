namespace AppHost.Services;

/// <summary>The port at which ProducerApi speaks HTTP/2 without TLS.</summary>
internal static class Http2
{
    private const string Endpoint = "http2"; // Aspire's name for the second http address of a launch profile

    /// <summary>Tells the service which of its ports that is.</summary>
    public static IResourceBuilder<ProjectResource> WithHttp2Port(this IResourceBuilder<ProjectResource> producerApi) => producerApi
        .WithEndpoint(Endpoint, endpoint => endpoint.Transport = "http2")
        .WithEnvironment("ProducerApi__Http2Port", producerApi.GetEndpoint(Endpoint).Property(EndpointProperty.TargetPort))
        .WithUrlForEndpoint(Endpoint, url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly); // browsers can't open it
}
