using Microsoft.Extensions.Options;

namespace SupplierWorker;

/// <summary>Registers the supplier with its options.</summary>
internal static class SupplierRegistration
{
    private const string Section = "Supplier";

    /// <summary>Registers <see cref="Supplier"/>.</summary>
    /// <exception cref="OptionsValidationException">The section <c>Supplier</c> is not valid. The message lists all errors.</exception>
    public static void AddSupplier(this IHostApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(Section).Get<SupplierOptions>() ?? new();
        var errors = options.Validate().Select(error => $"{Section}: {error}.").ToList();
        if (errors.Count > 0) throw new OptionsValidationException(Section, typeof(SupplierOptions), errors);

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<RandomPageEvents>();
        builder.Services.AddHostedService<Supplier>();
    }
}
