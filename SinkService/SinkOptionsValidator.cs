using Microsoft.Extensions.Options;

namespace SinkService;

/// <summary>Reports all errors in <see cref="SinkOptions"/> at once.</summary>
internal sealed class SinkOptionsValidator : IValidateOptions<SinkOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SinkOptions options) => options.Retention <= TimeSpan.Zero
        ? ValidateOptionsResult.Fail($"{SinkOptions.Section}:{nameof(options.Retention)} must be positive, or not set to keep everything.")
        : ValidateOptionsResult.Success;
}
