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
            BadHttpRequestException bad => new(bad.StatusCode, TitleOf(bad.StatusCode), bad.Message),
            _ => null,
        };
        if (problem is null) return false;

        await problem.ExecuteAsync(httpContext);
        return true;
    }

    private static string TitleOf(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => "The body did not arrive in time.",
        StatusCodes.Status413PayloadTooLarge => "The body is too large.",
        StatusCodes.Status415UnsupportedMediaType => "The content type is not supported.",
        _ => "The request can't be read.",
    };
}
