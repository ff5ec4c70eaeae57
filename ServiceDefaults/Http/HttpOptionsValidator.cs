using Microsoft.Extensions.Options;

namespace ServiceDefaults.Http;

/// <summary>Reports all errors in <see cref="HttpOptions"/>.</summary>
internal sealed class HttpOptionsValidator : IValidateOptions<HttpOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpOptions options)
    {
        var errors = options.AllowedOrigins.Index()
            .Where(origin => Origin.TryParse(origin.Item) is null)
            .Select(origin => $"{HttpOptions.Section}:{nameof(HttpOptions.AllowedOrigins)}:{origin.Index} must be scheme://host or "
                + $"scheme://host:port, with the scheme http or https and without a path, but is '{origin.Item}'.")
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
