using System.Net;
using AppHost.Embedded.Running;
using AppHost.Embedded.State;
using InMemoryKafka;
using Microsoft.Extensions.Configuration;

namespace AppHost.Embedded.Brokers;

/// <summary>
/// librdkafka's cluster inside this process, at a port that it chooses by itself. Clients bootstrap through a forwarder at a known port;
/// the metadata they get there names the real one, to which they connect directly.
/// </summary>
internal sealed class InMemoryBroker : Broker
{
    // Replicas that start together join their group together, which spares the group a second balance.
    private static readonly TimeSpan GroupRebalanceDelay = TimeSpan.FromSeconds(1.25);

    private const int TheOnlyBroker = 1;

    private readonly ResourceBoard _board;
    private readonly TimeProvider _time;
    private readonly ConnectionForwarder _forwarder;
    private readonly ResourceCommands _commands;
    private readonly HealthWatch _watch;
    private InMemoryCluster? _cluster;
    private MetadataProbe? _probe;
    private CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;

    public InMemoryBroker(string name, ConnectionForwarder forwarder, IConfiguration configuration, ResourceBoard board, TimeProvider time)
        : base(name, $"localhost:{forwarder.Port}", configuration)
    {
        _board = board;
        _time = time;
        _forwarder = forwarder;
        _commands = new(name, board, SetUp, SetDownAsync);
        _watch = new(name, _ => _probe!.AnswersAsync(), board, time);
        board.Add(new(name, name, BootstrapServers, ResourceState.Waiting) { Kind = ResourceKind.Kafka, Note = "in memory" });
    }

    /// <inheritdoc/>
    public override bool KnowsItsGroups => false;

    /// <inheritdoc/>
    public override IEnumerable<ResourceCommands> Commands => [_commands];

    public override IEnumerable<KeyValuePair<string, string>> ForClients => base.ForClients.Concat(InMemoryKafka.ForClients.Environment);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellation)
    {
        _board.Say($"{Name} is librdkafka's in-memory cluster: no record outlives this process, at most 5 MiB or 100,000 batches are kept");
        _board.Say("  per partition, topics get four partitions when first used, and aborted transactions are visible to readers.");
        _board.Say($"  For a real one set KAFKA_HOME (a directory with Apache Kafka) or ConnectionStrings__{Name} (host:port).");

        _cluster = await Task.Run(NewCluster, cancellation);
        var address = IPEndPoint.Parse(_cluster.BootstrapServers);
        _forwarder.ForwardTo(() => [address]);
        _probe = NewProbe();

        Watch();
        await _watch.FirstHealthy.WaitAsync(cancellation);
        _commands.Open();
    }

    public override async Task StopAsync(CancellationToken kill)
    {
        await _commands.FinishAsync();
        await EndWatchAsync();
        _board.Update(Name, it => it with { State = ResourceState.Stopped, StartedAt = null });
    }

    public override void Dispose()
    {
        _probe?.Dispose();
        _forwarder.Dispose();
        _cluster?.Dispose();
        _stop.Dispose();
    }

    private void SetUp()
    {
        _cluster!.SetBrokerUp(TheOnlyBroker);
        Watch();
    }

    /// <summary>Its clients are disconnected and can't come back, but it keeps its records.</summary>
    private async Task SetDownAsync()
    {
        _board.Update(Name, it => it with { State = ResourceState.Stopping });
        await EndWatchAsync();
        _cluster!.SetBrokerDown(TheOnlyBroker);
        _board.Update(Name, it => it with { State = ResourceState.Stopped, StartedAt = null });
    }

    private void Watch()
    {
        _board.Update(Name, it => it with { State = ResourceState.Starting, StartedAt = _time.GetUtcNow() });
        _stop.Dispose();
        _stop = new();
        _watching = _watch.RunAsync(_stop.Token);
    }

    private async Task EndWatchAsync()
    {
        await _stop.CancelAsync();
        await _watching;
    }

    private static InMemoryCluster NewCluster()
    {
        try
        {
            return new(brokers: 1, GroupRebalanceDelay);
        }
        catch (Exception fault) when (fault is InvalidOperationException or TypeLoadException or TypeInitializationException)
        {
            throw new StartupFault($"the in-memory cluster can't start: {fault.GetBaseException().Message}");
        }
    }
}
