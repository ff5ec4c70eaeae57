using Microsoft.Extensions.Hosting;

namespace Messaging;

/// <summary>
/// Stops a service after a failure that only a restart can repair. Its supervisor sees a non-zero exit code and restarts it.
/// </summary>
internal static class HostApplicationLifetimeExtensions
{
    /// <summary>Stops the host gracefully with exit code 1.</summary>
    public static void StopApplicationWithError(this IHostApplicationLifetime lifetime)
    {
        Environment.ExitCode = 1; // otherwise a stopped host exits with 0
        lifetime.StopApplication();
    }
}
