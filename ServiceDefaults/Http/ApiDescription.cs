using Microsoft.AspNetCore.OpenApi;

namespace ServiceDefaults.Http;

/// <summary>What a service states about its API in the OpenAPI document.</summary>
/// <param name="Title">The name of the API.</param>
/// <param name="Introduction">What the API does, as Markdown. The document adds how all services send traces and errors.</param>
/// <param name="Statuses">
/// The meaning of each status in this service. The document has a meaning for 400, 401, 414, 415, 429, 431 and 500 that holds for every
/// service.
/// </param>
public sealed record ApiDescription(string Title, string Introduction, IReadOnlyDictionary<int, string> Statuses)
{
    /// <summary>Adds further parts to the document, such as security schemes.</summary>
    public Action<OpenApiOptions> Customize { get; init; } = _ => { };
}
