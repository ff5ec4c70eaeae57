using Microsoft.Extensions.Options;

namespace StreamsService.Counting;

/// <summary>Reports all errors in <see cref="StatisticsOptions"/>.</summary>
internal sealed class StatisticsOptionsValidator : IValidateOptions<StatisticsOptions>
{
    public ValidateOptionsResult Validate(string? name, StatisticsOptions options)
    {
        var errors = Errors(options).Select(error => $"{StatisticsOptions.Section}:{error}").ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Errors(StatisticsOptions options)
    {
        if (options.Window <= TimeSpan.Zero || options.Window.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            yield return "Window must be a positive number of whole milliseconds.";
        }

        if (options.Grace < TimeSpan.Zero) yield return "Grace must not be negative.";
        if (options.Retention < options.Window || options.Retention - options.Window < options.Grace)
        {
            yield return "Retention must not be less than Window and Grace together.";
        }

        if (options.MinimumDuration < TimeSpan.Zero) yield return "MinimumDuration must not be negative.";
        if (options.FutureTolerance < TimeSpan.Zero) yield return "FutureTolerance must not be negative.";
        if (options.FutureTolerance > options.Grace)
        {
            yield return "FutureTolerance must not be more than Grace, or one clock that is ahead makes the events of others late.";
        }
    }
}
