using AppHost.Embedded.Processes;
using AppHost.Embedded.Running;
using AppHost.Embedded.State;

namespace AppHost.Embedded.Services;

/// <summary>A service at run time: its replicas, each a process.</summary>
internal sealed class RunningService : IRunning
{
    private readonly ProjectResource _service;
    private readonly SharedAddress? _shared;
    private readonly Replica[] _replicas;

    /// <summary>Plans the service: finds what to run, an address for each replica, and one for all when there are several.</summary>
    /// <exception cref="StartupFault">It has not been built.</exception>
    public RunningService(
        ProjectResource service, ServiceEnvironment environment, PortPlan ports, ResourceBoard board, Guardian guardian, TimeProvider time)
    {
        _service = service;
        if (!File.Exists(service.Project.AssemblyPath))
            throw new StartupFault($"{service.Name} is not built: {service.Project.AssemblyPath} does not exist; run 'dotnet build'");

        var profile = LaunchProfile.Of(service.Project.ProjectPath);
        if (service.Replicas > 1)
            _shared = new(service.Name, ports.Open(service.Name, profile.HttpPort, port => new ConnectionForwarder(port)), board);

        _replicas = [.. Replica.NamesOf(service).Select(name =>
        {
            var port = _shared is null ? ports.Choose(service.Name, profile.HttpPort) : ports.ChooseAny();
            return new Replica(name, service, profile, port, _shared?.Url, environment, ports, board, guardian, time);
        })];
    }

    public IEnumerable<KeyValuePair<string, string>> ForClients
        => [new($"services__{_service.Name}__http__0", _shared?.Url ?? _replicas[0].Address)];

    public IEnumerable<ResourceCommands> Commands => _replicas.Select(replica => replica.Process.Commands);

    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var replica in _replicas)
        {
            replica.Process.Start();
            replica.Process.Commands.Open(); // one that never gets healthy is just what a person may want to stop
        }

        await Task.WhenAll(_replicas.Select(replica => replica.Process.FirstHealthy)).WaitAsync(cancellation);
    }

    public Task StopAsync(CancellationToken kill) => Task.WhenAll(_replicas.Select(replica => replica.Process.StopAsync(kill)));

    public void Dispose()
    {
        _shared?.Dispose();
        Array.ForEach(_replicas, replica => replica.Process.Dispose());
    }
}
