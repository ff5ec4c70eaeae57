using Yarp.ReverseProxy.Forwarder;

namespace StreamsService.Http;

/// <summary>
/// Forwards request and response without cookies and <c>Authorization</c>: credentials for this site must not reach ProducerApi, and
/// cookies of ProducerApi must not be set for this site. Leaves out <c>Origin</c> and <c>Sec-Fetch-Site</c>: they say which page sent the
/// request to this service, which has already decided whether it may. For ProducerApi this service is the client.
/// </summary>
internal sealed class EventTransformer : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.Headers.Remove("Cookie");
        proxyRequest.Headers.Authorization = null;
        proxyRequest.Headers.Remove("Origin");
        proxyRequest.Headers.Remove("Sec-Fetch-Site");
    }

    public override ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        proxyResponse?.Headers.Remove("Set-Cookie");
        return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }
}
