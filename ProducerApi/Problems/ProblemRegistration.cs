using Microsoft.AspNetCore.Diagnostics;
using ServiceDefaults.Messaging.Publishing;

namespace ProducerApi.Problems;

/// <summary>Makes every error an answer of <c>application/problem+json</c> with the id of its trace, and the one place where exceptions become answers.</summary>
internal static class ProblemRegistration
{
    public static void AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<ExceptionProblems>();
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = problem =>
        {
            problem.ProblemDetails.Detail ??= WhatToDo(problem.ProblemDetails.Status);
            problem.ProblemDetails.Extensions["traceId"] = TraceResponse.IdOf(problem.HttpContext) ?? problem.HttpContext.TraceIdentifier;
        });
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(); // errors without a body: 404, 405, 408, 415
    }

    private static string? WhatToDo(int? status) => status switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address. /docs shows what there is.",
        StatusCodes.Status405MethodNotAllowed => "The header Allow says which methods this address takes.",
        StatusCodes.Status408RequestTimeout => "The request did not arrive in time. Send less at once, or a stream.",
        StatusCodes.Status415UnsupportedMediaType => "This address does not take that Content-Type. /docs shows which ones it takes.",
        _ => null,
    };

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
