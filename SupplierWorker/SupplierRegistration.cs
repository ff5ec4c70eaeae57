namespace SupplierWorker;

/// <summary>Registers the supplier with its options.</summary>
internal static class SupplierRegistration
{
    /// <summary>Registers <see cref="Supplier"/>. The host does not start while the section <c>Supplier</c> is invalid.</summary>
    public static void AddSupplier(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<SupplierOptions, SupplierOptionsValidator>()
            .BindConfiguration(SupplierOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        builder.Services.AddSingleton<RandomPageEvents>();
        builder.Services.AddHostedService<Supplier>();
    }
}
