using Microsoft.Extensions.Options;

namespace SinkService.Queries;

/// <summary>Reports all errors in <see cref="QueryOptions"/>.</summary>
internal sealed class QueryOptionsValidator : IValidateOptions<QueryOptions>
{
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, QueryOptions options) => options.Timeout > TimeSpan.Zero && options.Timeout <= MaxTimeout
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"{QueryOptions.Section}:{nameof(QueryOptions.Timeout)} must be longer than zero, and 1 hour at most.");
}
