using Microsoft.Extensions.Options;

namespace JsonService;

/// <summary>Reports a key that is missing or too short, and what to do about it.</summary>
internal sealed class JsonServiceOptionsValidator : IValidateOptions<JsonServiceOptions>
{
    private const int MinKeyLength = 32;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, JsonServiceOptions options) => options.UserHashKey?.Length >= MinKeyLength
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(
            $"{JsonServiceOptions.Section}:{nameof(options.UserHashKey)} must have at least {MinKeyLength} characters. "
            + "Set it by environment variable or from a secret store, the same for all instances.");
}
