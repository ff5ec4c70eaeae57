using System.Text;
using Microsoft.Extensions.Options;

namespace JsonService;

/// <summary>Registers what JsonService needs beside messaging.</summary>
internal static class JsonServiceRegistration
{
    /// <summary>
    /// Registers <see cref="UserHash"/> with the configured key. The host does not start while the section <c>JsonService</c> is invalid.
    /// </summary>
    public static void AddUserHash(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<JsonServiceOptions, JsonServiceOptionsValidator>()
            .BindConfiguration(JsonServiceOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        builder.Services.AddSingleton(services =>
            new UserHash(Encoding.UTF8.GetBytes(services.GetRequiredService<IOptions<JsonServiceOptions>>().Value.UserHashKey!)));
    }
}
