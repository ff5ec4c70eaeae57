namespace Chaos.Load;

/// <summary>All clients. Half of them use each instance of ProducerApi first.</summary>
internal sealed class Clients : IDisposable
{
    /// <summary>After this time without a response, a client gives up. That is enough for a partition to get another leader.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LastRetries = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<ProducerApi> _instances;
    private readonly TimeProvider _time;

    public Clients(IEnumerable<Uri> addresses, int rate, Ledger ledger, TimeProvider time)
    {
        _time = time;
        _instances = [.. addresses.Select(address => new ProducerApi(address, RequestTimeout))];
        All = [.. from kind in ClientKind.All
                  from number in Enumerable.Range(0, kind.Clients)
                  select new Client(kind, rate * kind.Share / kind.Clients, _instances, number % _instances.Count, ledger, time)];
    }

    public IReadOnlyList<Client> All { get; }

    /// <summary>Sends events until it is stopped. Clients that retry get some time more for it.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var giveUp = new CancellationTokenSource();
        var running = Task.WhenAll(All.Select(client => client.RunAsync(stop, giveUp.Token)));
        await Task.WhenAny(running, Task.Delay(Timeout.InfiniteTimeSpan, _time, stop));
        giveUp.CancelAfter(LastRetries);
        await running;
    }

    public void Dispose()
    {
        foreach (var instance in _instances) instance.Dispose();
    }
}
