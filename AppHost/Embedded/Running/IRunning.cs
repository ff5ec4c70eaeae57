namespace AppHost.Embedded.Running;

/// <summary>A resource of the topology at run time.</summary>
internal interface IRunning : IDisposable
{
    /// <summary>The environment variables by which those that refer to it find it.</summary>
    IEnumerable<KeyValuePair<string, string>> ForClients { get; }

    /// <summary>What it consists of that a person may start and stop by itself.</summary>
    IEnumerable<ResourceCommands> Commands { get; }

    /// <summary>Starts it; completes when it is healthy for the first time.</summary>
    /// <exception cref="StartupFault">It can't be started.</exception>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>Stops it, however far it got; completes when it has ended. Its <see cref="Commands"/> are closed before.</summary>
    /// <param name="kill">Ends the patience.</param>
    Task StopAsync(CancellationToken kill);
}
