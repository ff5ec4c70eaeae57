using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ServiceDefaults.Http;

/// <summary>Returns every error as <c>application/problem+json</c> (RFC 9457) with the trace id of the request.</summary>
public static class ProblemResponses
{
    internal static void AddProblemResponses(this IServiceCollection services) =>
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = problem =>
        {
            var isDocumented = problem.HttpContext.RequestServices.GetService<ApiDescription>() is not null;
            problem.ProblemDetails.Detail ??= WhatToDo(problem.ProblemDetails.Status, isDocumented);
            problem.ProblemDetails.Extensions["traceId"] = TraceResponse.IdOf(problem.HttpContext) ?? problem.HttpContext.TraceIdentifier;
        });

    /// <summary>Returns problem details for unhandled exceptions, and for error responses without a body.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(); // for example 404, 405, 408 and 415
    }

    private static string? WhatToDo(int? status, bool isDocumented) => status switch
    {
        StatusCodes.Status404NotFound => "This address does not exist." + (isDocumented ? " /docs lists all addresses." : ""),
        StatusCodes.Status405MethodNotAllowed =>
            "This address does not support the request's method. The Allow header lists the supported methods.",
        StatusCodes.Status408RequestTimeout => "The request body did not arrive in time. Send smaller requests, or a stream.",
        StatusCodes.Status415UnsupportedMediaType =>
            "This address does not support the request's Content-Type." + (isDocumented ? " /docs lists the supported types." : ""),
        _ => null,
    };
}
