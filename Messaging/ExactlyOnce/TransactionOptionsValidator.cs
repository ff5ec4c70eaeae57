using Messaging.Consuming;
using Microsoft.Extensions.Options;

namespace Messaging.ExactlyOnce;

/// <summary>
/// Reports all errors that concern transactions. A transaction stays open during the retries of a record and must not time out meanwhile.
/// </summary>
internal sealed class TransactionOptionsValidator : IValidateOptions<ConsumerOptions>
{
    public ValidateOptionsResult Validate(string? name, ConsumerOptions options)
    {
        var errors = ErrorsOf(options).Select(error => $"{ConsumerOptions.Section}:{error}.").ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> ErrorsOf(ConsumerOptions options)
    {
        var longest = Enumerable.Range(1, Math.Max(0, options.MaxAttempts - 1))
            .Aggregate(options.TransactionInterval, (sum, attempts) => sum + options.DelayAfter(attempts));
        if (options.TransactionTimeout <= longest)
        {
            yield return $"{nameof(options.TransactionTimeout)} must be more than {nameof(options.TransactionInterval)} "
                + $"plus all delays between {nameof(options.MaxAttempts)} attempts, which is {longest}";
        }
    }
}
