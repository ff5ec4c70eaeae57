using Contracts;
using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Http;

/// <summary>The problem of a request with invalid parameters.</summary>
public static class InvalidParameters
{
    /// <summary>A 400 that lists all errors.</summary>
    public static Problem Of(params IReadOnlyList<ValidationError> errors) => Problem.Invalid("The parameters are not valid.", errors);

    /// <summary>An error for each parameter that the endpoint does not accept, so that a typing mistake does not go unnoticed.</summary>
    /// <param name="query">The query string of the request.</param>
    /// <param name="names">The parameters that the endpoint accepts.</param>
    public static IEnumerable<ValidationError> UnknownIn(IQueryCollection query, params IReadOnlyCollection<string> names) =>
        query.Keys.Except(names).Select(name => new ValidationError(name, Unknown(names)));

    private static string Unknown(IReadOnlyCollection<string> names) => names.Count == 0
        ? "is not a known parameter; this address has none"
        : $"is not a known parameter; use {string.Join(", ", names)}";
}
