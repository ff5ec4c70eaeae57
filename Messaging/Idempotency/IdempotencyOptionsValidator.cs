using Microsoft.Extensions.Options;

namespace Messaging.Idempotency;

/// <summary>Reports all errors in <see cref="IdempotencyOptions"/>.</summary>
internal sealed class IdempotencyOptionsValidator : IValidateOptions<IdempotencyOptions>
{
    /// <summary>The longest <see cref="IdempotencyOptions.Window"/>.</summary>
    public static readonly TimeSpan MaxWindow = TimeSpan.FromDays(7);

    public ValidateOptionsResult Validate(string? name, IdempotencyOptions options)
    {
        var errors = ErrorsOf(options).Select(error => $"{IdempotencyOptions.Section}:{error}.").ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> ErrorsOf(IdempotencyOptions options)
    {
        if (options.Window < TimeSpan.FromSeconds(1) || options.Window > MaxWindow)
        {
            yield return $"{nameof(options.Window)} must be 1 s to 7 days";
        }

        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(1))
        {
            yield return $"{nameof(options.Timeout)} must be longer than zero and at most 1 minute";
        }

        if (options.MaxKeys < 1) yield return $"{nameof(options.MaxKeys)} must be at least 1";
    }
}
