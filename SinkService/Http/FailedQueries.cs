using ServiceDefaults.Http;
using SinkService.Queries;

namespace SinkService.Http;

/// <summary>Turns a <see cref="QueryFailedException"/> into a 503.</summary>
internal sealed class FailedQueries : IEndpointFilter
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (QueryFailedException e)
        {
            return new Problem(StatusCodes.Status503ServiceUnavailable, e.Title, e.Detail) { RetryAfter = RetryAfter };
        }
    }
}
