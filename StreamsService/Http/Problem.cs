using Contracts;
using Microsoft.AspNetCore.Mvc;

namespace StreamsService.Http;

/// <summary>An error response, written as RFC 9457 problem details.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Title">The kind of problem; the same text for all problems of this kind.</param>
/// <param name="Detail">What happened in this case.</param>
internal sealed record Problem(int Status, string Title, string? Detail = null) : IResult
{
    /// <summary>All validation errors of the request.</summary>
    public IReadOnlyList<ValidationError> ValidationErrors { get; init; } = [];

    /// <summary>How long the client should wait before it tries again; null when a new attempt would not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The part of the view that is restored, from 0 to 1; null when the view is not the problem.</summary>
    public double? Restored { get; init; }

    /// <summary>A 400 for invalid parameters.</summary>
    public static Problem Invalid(params IReadOnlyList<ValidationError> errors) =>
        new(StatusCodes.Status400BadRequest, "The parameters are not valid.") { ValidationErrors = errors };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var details = new ProblemDetails { Status = Status, Title = Title, Detail = Detail };
        if (ValidationErrors.Count > 0)
        {
            details.Extensions["errors"] = ValidationErrors
                .GroupBy(error => error.Member, error => error.Message)
                .ToDictionary(member => member.Key, member => member.ToArray());
        }

        if (Restored is { } restored) details.Extensions["restored"] = restored;
        if (RetryAfter is { } time)
        {
            var seconds = (int)Math.Ceiling(time.TotalSeconds);
            details.Extensions["retryAfter"] = seconds;
            httpContext.Response.Headers.RetryAfter = $"{seconds}";
        }

        return TypedResults.Problem(details).ExecuteAsync(httpContext);
    }
}
