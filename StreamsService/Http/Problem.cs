using Contracts;
using Microsoft.AspNetCore.Mvc;

namespace StreamsService.Http;

/// <summary>Why a request is not answered as wished, as RFC 9457 has it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What kind of problem it is; the same for all of its kind.</param>
/// <param name="Detail">What happened this time.</param>
internal sealed record Problem(int Status, string Title, string? Detail = null) : IResult
{
    /// <summary>All that is wrong with what was sent.</summary>
    public IReadOnlyList<ValidationError> ValidationErrors { get; init; } = [];

    /// <summary>When it may be worth trying again; null when it isn't.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The part of the view that is read, from 0 to 1; null when that is not the problem.</summary>
    public double? Restored { get; init; }

    /// <summary>Parameters are wrong.</summary>
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
