using Microsoft.Extensions.Options;

namespace StreamsService.Live;

/// <summary>Reports all errors in <see cref="LiveOptions"/>.</summary>
internal sealed class LiveOptionsValidator : IValidateOptions<LiveOptions>
{
    public ValidateOptionsResult Validate(string? name, LiveOptions options) => options.MaxListeners < 1
        ? ValidateOptionsResult.Fail($"{LiveOptions.Section}:MaxListeners must be at least 1.")
        : ValidateOptionsResult.Success;
}
