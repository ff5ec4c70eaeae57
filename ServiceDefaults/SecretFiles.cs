using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults;

/// <summary>Reads secrets from files, as Kubernetes and container engines mount them.</summary>
internal static class SecretFiles
{
    /// <summary>The key with the directory of the files.</summary>
    public const string DirectoryKey = "Secrets:Directory";

    /// <summary>
    /// Adds each file of the configured directory to the configuration: its name is the key, with two underscores for a colon, and its content
    /// the value, without a line break at the end. Files override environment variables. They are read once, at the start.
    /// </summary>
    /// <exception cref="InvalidOperationException">The directory does not exist.</exception>
    public static void AddSecretFiles(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration[DirectoryKey] is not { Length: > 0 } directory) return;

        var path = Path.GetFullPath(directory);
        if (!Directory.Exists(path))
        {
            throw new InvalidOperationException($"{DirectoryKey} must be an existing directory. There is no directory {path}.");
        }

        builder.Configuration.AddKeyPerFile(path, optional: false, reloadOnChange: false);
    }
}
