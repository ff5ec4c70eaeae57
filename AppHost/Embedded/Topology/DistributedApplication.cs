using AppHost.Embedded.Processes;
using AppHost.Embedded.Running;
using Microsoft.Extensions.Configuration;

namespace AppHost.Embedded;

/// <summary>The topology of AppHost.cs, run by this process without containers.</summary>
internal sealed class DistributedApplication(IReadOnlyList<Resource> resources, IConfiguration configuration, string directory)
{
    /// <summary>Begins a topology.</summary>
    /// <remarks>A process started in the guardian's role (<see cref="Guardian"/>) does not return from here.</remarks>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args)
    {
        if (GuardianRole.IsAskedFor(args))
            Environment.Exit(GuardianRole.Run());

        return new DistributedApplicationBuilder(args);
    }

    /// <summary>
    /// Starts everything in the order of the waits, keeps it running until SIGINT (Ctrl-C) or SIGTERM, and stops it in reverse order.
    /// The exit code of the process is 0 after an orderly stop, and 1, with the reason on one line, when something can't be started.
    /// </summary>
    public void Run()
    {
        var orchestrator = new Orchestrator(resources, configuration, directory, TimeProvider.System);
        Environment.ExitCode = orchestrator.RunAsync().GetAwaiter().GetResult();
    }
}
