using AppHost.Embedded.Processes;
using AppHost.Embedded.Running;
using AppHost.Embedded.State;

namespace AppHost.Embedded.Services;

/// <summary>One process of a service.</summary>
internal sealed class Replica
{
    private readonly string _name;
    private readonly ProjectResource _service;
    private readonly LaunchProfile _profile;
    private readonly ServiceEnvironment _environment;
    private readonly PortPlan _ports;
    private readonly ResourceBoard _board;
    private int _port;
    private bool _ran;

    public Replica(
        string name, ProjectResource service, LaunchProfile profile, int port, string? shared,
        ServiceEnvironment environment, PortPlan ports, ResourceBoard board, Guardian guardian, TimeProvider time)
    {
        (_name, _service, _profile, _port, _environment, _ports, _board) = (name, service, profile, port, environment, ports, board);

        board.Add(new(name, service.Name, Address, ResourceState.Waiting) { SharedAddress = shared });
        Process = new(name, Command, IsHealthyAsync, board, guardian, time);
    }

    /// <summary>Where it listens, such as <c>http://localhost:5101</c>.</summary>
    public string Address => $"http://localhost:{_port}";

    public SupervisedProcess Process { get; }

    /// <summary>The names of a service's processes: its own, or with a number from 1 when there are several.</summary>
    public static IEnumerable<string> NamesOf(ProjectResource service)
        => service.Replicas == 1
            ? [service.Name]
            : Enumerable.Range(1, service.Replicas).Select(number => $"{service.Name}-{number}");

    private ChildCommand Command()
    {
        // The port was free while the process was away: someone else may have it now.
        if (_ran)
            _port = _ports.Keep(_name, _port);

        _ran = true;
        var instance = Guid.NewGuid().ToString();
        _board.Update(_name, it => it with { Address = Address, InstanceId = instance });

        var assembly = _service.Project.AssemblyPath;
        var executable = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        var environment = _environment.For(_service, _profile, Address, instance);
        var directory = Path.GetDirectoryName(_service.Project.ProjectPath)!;

        return File.Exists(executable)
            ? new(executable, [], directory, environment)
            : new(Path.Combine(environment["DOTNET_ROOT"]!, "dotnet"), ["exec", assembly], directory, environment);
    }

    private Task<bool> IsHealthyAsync(CancellationToken cancellation)
        => _service.HealthPath is { } path
            ? HealthEndpoint.AnswersAsync(new Uri(new Uri(Address), path), cancellation)
            : Task.FromResult(true);
}
