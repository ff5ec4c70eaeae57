using Microsoft.AspNetCore.Http.Features;

namespace ServiceDefaults.Http;

/// <summary>
/// The lifetime of a HEAD request. To its endpoint it is aborted as soon as it is answered, and the endpoint may then abort it, too. The
/// connection stays open.
/// </summary>
/// <param name="request">The lifetime of the request to the server.</param>
/// <param name="answered">Is canceled when the headers are sent.</param>
internal sealed class HeadLifetime(IHttpRequestLifetimeFeature request, CancellationToken answered) : IHttpRequestLifetimeFeature
{
    private CancellationToken? _aborted; // as a middleware has set it

    public CancellationToken RequestAborted
    {
        get => _aborted ?? answered;
        set => _aborted = value;
    }

    public void Abort()
    {
        if (!answered.IsCancellationRequested) request.Abort();
    }
}
