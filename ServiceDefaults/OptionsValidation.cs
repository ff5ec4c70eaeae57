using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ServiceDefaults;

/// <summary>Validates the options of a service before it starts.</summary>
public static class OptionsValidation
{
    /// <summary>
    /// Validates all options that are registered with <c>ValidateOnStart</c>, and reports the errors of all sections together.
    /// </summary>
    /// <remarks>
    /// The host also validates them, but after it has created the hosted services and their clients. If one of these needs options that are
    /// not valid, the host reports the errors of that section only, or the error of a client that got an invalid value.
    /// </remarks>
    /// <exception cref="OptionsValidationException">One section is not valid; the exception has all of its errors.</exception>
    /// <exception cref="AggregateException">Several sections are not valid; the exception has the errors of all.</exception>
    public static void ValidateOptions(this IHost app) => app.Services.GetService<IStartupValidator>()?.Validate();
}
