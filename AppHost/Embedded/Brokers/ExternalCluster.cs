using AppHost.Embedded.Running;
using AppHost.Embedded.State;
using Microsoft.Extensions.Configuration;

namespace AppHost.Embedded.Brokers;

/// <summary>A cluster that others run, named by <c>ConnectionStrings:{name}</c>: it is only watched.</summary>
internal sealed class ExternalCluster : Broker
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private readonly ResourceBoard _board;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly MetadataProbe _probe;
    private Task _watching = Task.CompletedTask;

    public ExternalCluster(string name, string bootstrapServers, IConfiguration configuration, ResourceBoard board, TimeProvider time)
        : base(name, bootstrapServers, configuration)
    {
        _board = board;
        _time = time;
        _timeout = StartTimeout(UsualTimeout);
        _probe = NewProbe();
        board.Add(new(name, name, bootstrapServers, ResourceState.Starting)
        {
            Kind = ResourceKind.Kafka,
            Note = "external cluster",
        });
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellation)
    {
        var watch = new HealthWatch(Name, _ => _probe.AnswersAsync(), _board, _time);
        _watching = watch.RunAsync(_stop.Token);
        try
        {
            await watch.FirstHealthy.WaitAsync(_timeout, _time, cancellation);
        }
        catch (TimeoutException)
        {
            throw new StartupFault(
                $"the cluster at {BootstrapServers} (ConnectionStrings:{Name}) did not answer within {_timeout.TotalSeconds:0} s: "
                + _probe.LastFault);
        }
    }

    public override async Task StopAsync(CancellationToken kill)
    {
        await _stop.CancelAsync();
        await _watching;
        _board.Update(Name, it => it with { State = ResourceState.Stopped });
    }

    public override void Dispose()
    {
        _probe.Dispose();
        _stop.Dispose();
    }
}
