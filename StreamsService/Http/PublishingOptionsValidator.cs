using Microsoft.Extensions.Options;

namespace StreamsService.Http;

/// <summary>Reports all errors in <see cref="PublishingOptions"/>.</summary>
internal sealed class PublishingOptionsValidator : IValidateOptions<PublishingOptions>
{
    private static readonly TimeSpan MaxBodyTimeout = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, PublishingOptions options)
    {
        var errors = new List<string>();
        if (options.Address is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" }))
        {
            errors.Add($"{PublishingOptions.Section}:Address must be an http or https address.");
        }

        if (options.Timeout <= TimeSpan.Zero) errors.Add($"{PublishingOptions.Section}:Timeout must be longer than zero.");
        if (options.BodyTimeout <= TimeSpan.Zero || options.BodyTimeout > MaxBodyTimeout)
        {
            errors.Add($"{PublishingOptions.Section}:BodyTimeout must be longer than zero, and 1 day at most.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
