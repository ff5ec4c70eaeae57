using Microsoft.Extensions.Options;

namespace SupplierWorker;

/// <summary>Adds the supplier as configured.</summary>
internal static class SupplierRegistration
{
    private const string Section = "Supplier";

    /// <summary>Registers <see cref="Supplier"/>.</summary>
    /// <exception cref="OptionsValidationException">The configuration is wrong; all faults are named.</exception>
    public static void AddSupplier(this IHostApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(Section).Get<SupplierOptions>() ?? new();
        var faults = options.Faults().Select(fault => $"{Section}: {fault}.").ToList();
        if (faults.Count > 0) throw new OptionsValidationException(Section, typeof(SupplierOptions), faults);

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<RandomPageEvents>();
        builder.Services.AddHostedService<Supplier>();
    }
}
