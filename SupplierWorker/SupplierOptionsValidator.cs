using Microsoft.Extensions.Options;

namespace SupplierWorker;

/// <summary>Reports all errors in <see cref="SupplierOptions"/> at once.</summary>
internal sealed class SupplierOptionsValidator : IValidateOptions<SupplierOptions>
{
    private static readonly TimeSpan MinPeriod = TimeSpan.FromMilliseconds(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SupplierOptions options)
    {
        var errors = Errors(options).Select(error => $"{SupplierOptions.Section}:{error}").ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    // A JSON null replaces the default of a list.
    private static IEnumerable<string> Errors(SupplierOptions options)
    {
        if (options.Period < MinPeriod) yield return "Period must be at least 1 ms.";
        if (options.Pages is not { Length: > 0 }) yield return "Pages must name at least one page.";
        if (options.Users is not { Length: > 0 }) yield return "Users must name at least one user.";
        if (options.MinDuration < TimeSpan.Zero) yield return "MinDuration must not be negative.";
        if (options.MaxDuration < options.MinDuration) yield return "MaxDuration must not be less than MinDuration.";
        if (options.MaxInFlight < 1) yield return "MaxInFlight must be at least 1.";
    }
}
