using System.Text;
using Microsoft.Extensions.Options;

namespace JsonService;

/// <summary>Registers <see cref="UserHash"/> with the key from configuration.</summary>
internal static class UserHashRegistration
{
    private const string Key = "JsonService:UserHashKey";
    private const int MinKeyLength = 32;

    /// <summary>Registers <see cref="UserHash"/>. The key is a secret and must be the same for all instances.</summary>
    /// <exception cref="OptionsValidationException">The key is missing or shorter than 32 characters.</exception>
    public static void AddUserHash(this IHostApplicationBuilder builder)
    {
        var key = builder.Configuration[Key] ?? "";
        if (key.Length < MinKeyLength)
        {
            throw new OptionsValidationException(Key, typeof(UserHash),
                [$"{Key} must have at least {MinKeyLength} characters. Set it by environment variable or from a secret store, the same for all instances."]);
        }

        builder.Services.AddSingleton(new UserHash(Encoding.UTF8.GetBytes(key)));
    }
}
