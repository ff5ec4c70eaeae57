using Messaging;
using Microsoft.AspNetCore.Diagnostics;

namespace ProducerApi.Problems;

/// <summary>Responds with a problem if an endpoint throws because a record was not published or the request can't be read.</summary>
internal sealed class ExceptionProblems : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            PublishException unpublished => PublishProblems.Of(unpublished),
            BadHttpRequestException bad => new(bad.StatusCode, "The request can't be read.", bad.Message),
            _ => null,
        };
        if (problem is null) return false;

        await problem.ExecuteAsync(httpContext);
        return true;
    }
}
