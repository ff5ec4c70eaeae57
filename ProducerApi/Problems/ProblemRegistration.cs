using Messaging;
using Microsoft.AspNetCore.Diagnostics;

namespace ProducerApi.Problems;

/// <summary>Maps exceptions to problem responses, for all endpoints.</summary>
internal static class ProblemRegistration
{
    public static void AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<ExceptionProblems>();
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
    }

    private sealed class ExceptionProblems : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is not (PublishException or BadHttpRequestException)) return false;

            var problem = exception switch
            {
                PublishException unpublished => Problem.Of(unpublished),
                BadHttpRequestException bad => new(bad.StatusCode, "The request can't be read.", bad.Message),
                _ => Problem.Unexpected,
            };
            await problem.AnswerAsync(httpContext);
            return true;
        }
    }
}
