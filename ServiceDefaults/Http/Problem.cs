using Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace ServiceDefaults.Http;

/// <summary>An error response, written as problem details (RFC 9457).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The kind of problem; the same text for all problems of this kind.</param>
/// <param name="Detail">What happened to this request.</param>
public sealed record Problem(int Status, string Title, string? Detail = null) : IResult
{
    /// <summary>All validation errors of the request.</summary>
    public IReadOnlyList<ValidationError> ValidationErrors { get; init; } = [];

    /// <summary>When the client may retry; null when a retry is not expected to succeed.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further members of the problem details, by name.</summary>
    public IReadOnlyDictionary<string, object?> Extensions { get; init; } = new Dictionary<string, object?>();

    /// <summary><see cref="RetryAfter"/> in whole seconds, at least 1, for the header <c>Retry-After</c>.</summary>
    public int? RetryAfterSeconds => RetryAfter is { } time ? Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)) : null;

    /// <summary><see cref="ValidationErrors"/> grouped by member.</summary>
    public Dictionary<string, string[]> Errors => ValidationErrors
        .GroupBy(error => error.Member, error => error.Message)
        .ToDictionary(member => member.Key, member => member.ToArray());

    /// <summary>A bug. Its details are in the log.</summary>
    public static Problem Unexpected { get; } = new(StatusCodes.Status500InternalServerError, "An unexpected error occurred.");

    /// <summary>A 400 for a request that is not valid.</summary>
    public static Problem Invalid(string title, params IReadOnlyList<ValidationError> errors) =>
        new(StatusCodes.Status400BadRequest, title) { ValidationErrors = errors };

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var details = new ProblemDetails { Status = Status, Title = Title, Detail = Detail };
        if (ValidationErrors.Count > 0) details.Extensions["errors"] = Errors;
        foreach (var (name, value) in Extensions) details.Extensions[name] = value;
        if (RetryAfterSeconds is { } seconds)
        {
            details.Extensions["retryAfter"] = seconds;
            httpContext.Response.Headers.RetryAfter = $"{seconds}";
        }

        return TypedResults.Problem(details).ExecuteAsync(httpContext);
    }
}
