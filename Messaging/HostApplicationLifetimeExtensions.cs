using Microsoft.Extensions.Hosting;

namespace Messaging;

/// <summary>How a service ends that can't go on: whoever runs it sees a non-zero exit code, and starts it again.</summary>
internal static class HostApplicationLifetimeExtensions
{
    /// <summary>Stops the host, in order, with exit code 1.</summary>
    public static void StopApplicationWithError(this IHostApplicationLifetime lifetime)
    {
        Environment.ExitCode = 1; // a host that is stopped says 0 otherwise
        lifetime.StopApplication();
    }
}
