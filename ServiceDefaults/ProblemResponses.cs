using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ServiceDefaults;

/// <summary>Makes every error a response of <c>application/problem+json</c> (RFC 9457) with the id of its trace.</summary>
public static class ProblemResponses
{
    internal static void AddProblemResponses(this IServiceCollection services) =>
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = problem =>
        {
            problem.ProblemDetails.Detail ??= WhatToDo(problem.ProblemDetails.Status);
            problem.ProblemDetails.Extensions["traceId"] = TraceResponse.IdOf(problem.HttpContext) ?? problem.HttpContext.TraceIdentifier;
        });

    /// <summary>Answers with a problem where something failed, and where there would be a status only.</summary>
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
}
