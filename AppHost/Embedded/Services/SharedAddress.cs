using System.Net;
using AppHost.Embedded.Running;
using AppHost.Embedded.State;

namespace AppHost.Embedded.Services;

/// <summary>
/// The one address of a service that has several replicas: each connection is passed on to one of them, in turn. Those that are healthy
/// go first; the others are there for when none is.
/// </summary>
internal sealed class SharedAddress : IDisposable
{
    private readonly string _service;
    private readonly ConnectionForwarder _forwarder;
    private readonly ResourceBoard _board;
    private uint _turn;

    /// <summary>Shares the forwarder's port among the replicas that the board has of the service, now or later.</summary>
    public SharedAddress(string service, ConnectionForwarder forwarder, ResourceBoard board)
    {
        (_service, _forwarder, _board) = (service, forwarder, board);

        board.Add(new(service, service, Url, ResourceState.Waiting)
        {
            Kind = ResourceKind.SharedAddress,
            Note = "reaches its replicas in turn",
        });
        board.Changed += ShowState;
        forwarder.ForwardTo(InTurn);
    }

    /// <summary>Where the service is reached, such as <c>http://localhost:5105</c>.</summary>
    public string Url => $"http://localhost:{_forwarder.Port}";

    public void Dispose()
    {
        _board.Changed -= ShowState;
        _forwarder.Dispose();
    }

    private IEnumerable<ResourceSnapshot> Replicas => _board.Resources.Where(IsReplica);

    private bool IsReplica(ResourceSnapshot resource) => resource.Resource == _service && resource.Name != _service;

    private IEnumerable<IPEndPoint> InTurn()
    {
        var turn = Interlocked.Increment(ref _turn);
        var byHealth = Replicas.ToLookup(replica => replica.State == ResourceState.Healthy, AddressOf);
        return Rotate([.. byHealth[true]]).Concat(Rotate([.. byHealth[false]]));

        IEnumerable<IPEndPoint> Rotate(IReadOnlyList<IPEndPoint> addresses)
            => addresses.Select((_, index) => addresses[(int)((turn + index) % addresses.Count)]);
    }

    /// <summary>The service is as well as the replica of it that is best off.</summary>
    private void ShowState(ResourceSnapshot changed)
    {
        if (IsReplica(changed))
            _board.Update(_service, it => it with { State = Replicas.MaxBy(replica => replica.State == ResourceState.Healthy)!.State });
    }

    private static IPEndPoint AddressOf(ResourceSnapshot replica) => new(IPAddress.Loopback, new Uri(replica.Address).Port);
}
