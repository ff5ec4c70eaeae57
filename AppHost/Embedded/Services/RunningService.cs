using AppHost.Embedded.Processes;
using AppHost.Embedded.Running;
using AppHost.Embedded.State;

namespace AppHost.Embedded.Services;

/// <summary>A service at run time: its replicas, each a process.</summary>
internal sealed class RunningService : IRunning
{
    private readonly ProjectResource _service;
    private readonly Replica[] _replicas;

    /// <summary>Plans the service: finds what to run, and addresses for all replicas.</summary>
    /// <exception cref="StartupFault">It has not been built.</exception>
    public RunningService(
        ProjectResource service, ServiceEnvironment environment, PortPlan ports, ResourceBoard board, Guardian guardian, TimeProvider time)
    {
        _service = service;
        if (!File.Exists(service.Project.AssemblyPath))
            throw new StartupFault($"{service.Name} is not built: {service.Project.AssemblyPath} does not exist; run 'dotnet build'");

        var profile = LaunchProfile.Of(service.Project.ProjectPath);
        _replicas = [.. Replica.NamesOf(service).Select((name, index) =>
        {
            var port = index == 0 ? ports.Choose(service.Name, profile.HttpPort) : ports.ChooseAny();
            return new Replica(name, service, profile, port, environment, ports, board, guardian, time);
        })];
    }

    public IEnumerable<KeyValuePair<string, string>> ForClients
        => _replicas.Select((replica, index) => KeyValuePair.Create($"services__{_service.Name}__http__{index}", replica.Address));

    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var replica in _replicas)
            replica.Process.Start();

        await Task.WhenAll(_replicas.Select(replica => replica.Process.FirstHealthy)).WaitAsync(cancellation);
    }

    public Task StopAsync(CancellationToken kill) => Task.WhenAll(_replicas.Select(replica => replica.Process.StopAsync(kill)));

    public void Dispose() => Array.ForEach(_replicas, replica => replica.Process.Dispose());
}
