using Contracts;
using Messaging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ProducerApi.Problems;

/// <summary>The reason why a record was not published. It is sent as a response (RFC 9457) or as a line of a stream.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The kind of problem; the same for all problems of this kind.</param>
/// <param name="Detail">What happened to this request.</param>
internal sealed record Problem(int Status, string Title, string? Detail = null)
{
    /// <summary>The error statuses that every endpoint of the API can return.</summary>
    public static readonly int[] StatusesOfEveryEndpoint = [400, 401, 404, 408, 413, 429, 500, 503];

    /// <summary>All validation errors of the request.</summary>
    public IReadOnlyList<ValidationError> ValidationErrors { get; init; } = [];

    /// <summary>When the client may retry; null when a retry is not expected to succeed.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary><see cref="RetryAfter"/> in whole seconds, for the header <c>Retry-After</c>.</summary>
    public int? RetryAfterSeconds => RetryAfter is { } time ? Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)) : null;

    /// <summary>The request is not valid.</summary>
    public static Problem Invalid(string what, IReadOnlyList<ValidationError> errors) =>
        new(StatusCodes.Status400BadRequest, $"The {what} is not valid.") { ValidationErrors = errors };

    /// <summary>The broker did not acknowledge the record, or refused it.</summary>
    public static Problem Of(PublishException e) => e switch
    {
        BrokerUnavailableException unavailable => new(StatusCodes.Status503ServiceUnavailable, "The cluster did not acknowledge the record.", e.Message)
        {
            RetryAfter = unavailable.RetryAfter,
        },
        RecordRejectedException rejected => new(StatusOf(rejected.Reason), "The cluster refused the record.", e.Message),
        _ => Unexpected,
    };

    /// <summary>A bug. Its details are in the log.</summary>
    public static Problem Unexpected { get; } = new(StatusCodes.Status500InternalServerError, "An unexpected error occurred.");

    /// <summary><see cref="ValidationErrors"/> grouped by member.</summary>
    public Dictionary<string, string[]> Errors => ValidationErrors
        .GroupBy(error => error.Member, error => error.Message)
        .ToDictionary(member => member.Key, member => member.ToArray());

    /// <summary>The problem as a response.</summary>
    public ProblemHttpResult ToResult()
    {
        var details = new ProblemDetails { Status = Status, Title = Title, Detail = Detail };
        if (ValidationErrors.Count > 0) details.Extensions["errors"] = Errors;
        if (RetryAfterSeconds is { } seconds) details.Extensions["retryAfter"] = seconds;
        return TypedResults.Problem(details);
    }

    /// <summary>Responds with the problem.</summary>
    public Task AnswerAsync(HttpContext http)
    {
        if (RetryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = $"{seconds}";
        return ToResult().ExecuteAsync(http);
    }

    private static int StatusOf(RejectionReason reason) => reason switch
    {
        RejectionReason.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RejectionReason.UnknownTopicOrPartition => StatusCodes.Status404NotFound,
        RejectionReason.NotAuthorized => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status400BadRequest,
    };
}
