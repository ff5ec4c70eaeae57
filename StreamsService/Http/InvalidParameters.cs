using Contracts;
using ServiceDefaults.Http;

namespace StreamsService.Http;

/// <summary>The problem of a request with invalid parameters.</summary>
internal static class InvalidParameters
{
    /// <summary>A 400 that lists all errors.</summary>
    public static Problem Of(params IReadOnlyList<ValidationError> errors) => Problem.Invalid("The parameters are not valid.", errors);
}
