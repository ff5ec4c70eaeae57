using System.Net;
using System.Net.Sockets;
using InMemoryKafka.Mock;
using InMemoryKafka.Proxy;
using Microsoft.Extensions.Options;

namespace InMemoryKafka.Control;

/// <summary>The cluster of this process and the proxy in front of it: what can be stopped, started and delayed.</summary>
internal sealed class InMemoryBroker(IOptions<BrokerOptions> options, TimeProvider time, ILogger<InMemoryBroker> logger)
    : IHostedService, IAsyncDisposable
{
    // It is long enough for consumers that start together, so that their group needs no second rebalance.
    private static readonly TimeSpan GroupRebalanceDelay = TimeSpan.FromSeconds(1.25);

    private readonly SemaphoreSlim _changes = new(1);
    private MockCluster? _cluster;
    private KafkaProxy? _proxy;

    /// <summary>The limits of the broker, in words.</summary>
    public static IReadOnlyList<string> Limits { get; } =
    [
        "no record outlives this process",
        "at most 5 MiB or 100,000 batches are kept per partition",
        "topics get four partitions when first used",
        "consumers see the records of aborted transactions",
    ];

    public bool IsRunning { get; private set; }

    public TimeSpan Delay { get; private set; }

    public string BootstrapServers => $"localhost:{_proxy?.Port}";

    public IPEndPoint Address => new(IPAddress.Loopback, _proxy?.Port ?? 0);

    /// <exception cref="BrokerStartException">The port is taken, or the cluster can't start.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _cluster = NewCluster();
        _proxy = new(_cluster.Address, time, logger);
        return StartAcceptingAsync();
    }

    /// <summary>Lets clients connect; does nothing when they can.</summary>
    /// <exception cref="BrokerStartException">The port is taken.</exception>
    public Task StartAcceptingAsync() => ChangeAsync(() =>
    {
        if (IsRunning) return Task.CompletedTask;

        var port = _proxy!.Port > 0 ? _proxy.Port : options.Value.Port;
        try
        {
            _proxy.Start(port);
        }
        catch (SocketException exception)
        {
            throw new BrokerStartException(
                $"Kafka clients can't be served on port {port}: {exception.Message}. Set Kafka:Port to another port.");
        }

        IsRunning = true;
        return Task.CompletedTask;
    });

    /// <summary>Disconnects all clients and accepts none; the cluster keeps its records.</summary>
    public Task StopAcceptingAsync() => ChangeAsync(() =>
    {
        if (!IsRunning) return Task.CompletedTask;

        IsRunning = false;
        return _proxy!.StopAsync();
    });

    /// <summary>Delays every response of the broker; zero ends it.</summary>
    public Task DelayAsync(TimeSpan delay) => ChangeAsync(() =>
    {
        _cluster!.SetRoundTripTime(delay);
        Delay = delay;
        return Task.CompletedTask;
    });

    public Task StopAsync(CancellationToken cancellationToken) => StopAcceptingAsync();

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null) await _proxy.DisposeAsync();
        _cluster?.Dispose();
        _changes.Dispose();
    }

    private async Task ChangeAsync(Func<Task> change)
    {
        await _changes.WaitAsync();
        try
        {
            await change();
        }
        finally
        {
            _changes.Release();
        }
    }

    private static MockCluster NewCluster()
    {
        try
        {
            return new(GroupRebalanceDelay);
        }
        catch (Exception exception) when (exception is InvalidOperationException or TypeLoadException or TypeInitializationException)
        {
            throw new BrokerStartException($"The in-memory cluster can't start: {exception.GetBaseException().Message}");
        }
    }
}

/// <summary>A reason why the process can't do its work, in words for the person who started it.</summary>
internal sealed class BrokerStartException(string message) : Exception(message);
