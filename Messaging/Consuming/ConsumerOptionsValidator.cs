using Microsoft.Extensions.Options;

namespace Messaging.Consuming;

/// <summary>Reports all errors in the options of a subscription.</summary>
internal sealed class ConsumerOptionsValidator : IValidateOptions<ConsumerOptions>
{
    public ValidateOptionsResult Validate(string? name, ConsumerOptions options)
    {
        var errors = ErrorsOf(options).Select(error => $"{ConsumerOptions.Section}:{error}.").ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> ErrorsOf(ConsumerOptions options)
    {
        if (options.Group is "") yield return $"{nameof(options.Group)} must not be empty";
        if (options.MaxAttempts < 1) yield return $"{nameof(options.MaxAttempts)} must be at least 1";
        if (options.RetryDelay < TimeSpan.Zero) yield return $"{nameof(options.RetryDelay)} must not be negative";
        if (options.MaxRetryDelay < options.RetryDelay)
        {
            yield return $"{nameof(options.MaxRetryDelay)} must not be less than {nameof(options.RetryDelay)}";
        }

        if (options.TransactionInterval < TimeSpan.Zero) yield return $"{nameof(options.TransactionInterval)} must not be negative";
        if (options.TransactionMaxRecords < 1) yield return $"{nameof(options.TransactionMaxRecords)} must be at least 1";
        if (options.HandlerShutdownTimeout <= TimeSpan.Zero) yield return $"{nameof(options.HandlerShutdownTimeout)} must be positive";
    }
}
