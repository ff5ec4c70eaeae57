using Yarp.ReverseProxy.Forwarder;

namespace StreamsService.Http;

/// <summary>Passes an event on and its answer back, but for who is signed in: that is this site's business and not the other's.</summary>
internal sealed class EventTransformer : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.Headers.Remove("Cookie");
        proxyRequest.Headers.Authorization = null;
    }

    public override ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        proxyResponse?.Headers.Remove("Set-Cookie");
        return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }
}
