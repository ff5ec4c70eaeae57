using AppHost.Embedded.Brokers;
using AppHost.Embedded.DashboardHost;
using AppHost.Embedded.Processes;
using AppHost.Embedded.Services;
using AppHost.Embedded.State;
using AppHost.Embedded.Terminal;
using Microsoft.Extensions.Configuration;

namespace AppHost.Embedded.Running;

/// <summary>Runs a topology from start to stop: each resource once those it waits for are healthy, and back again.</summary>
internal sealed class Orchestrator(
    IReadOnlyList<Resource> resources, IConfiguration configuration, string directory, TimeProvider time)
{
    private const int Success = 0;
    private const int CouldNotStart = 1;
    private const int Killed = 130;

    // Services bound their own stop to 5 s. What they waited for has 1.5 s after them, with their last words (0.5 s) in between; with its
    // own last words, the leave of dashboard, guardian and console, half a second at most each, the whole takes less than 10 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan PatienceWithThoseWaitedFor = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan SummaryAtTheLatest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly ResourceBoard _board = new(time);
    private readonly Dictionary<Resource, IRunning> _running = [];
    private readonly Dictionary<Resource, Task> _starts = [];
    private readonly Dictionary<Resource, Task> _stops = [];

    /// <summary>Returns when everything has stopped again, with the exit code.</summary>
    public async Task<int> RunAsync()
    {
        using var signals = new StopSignals(time);
        await using var console = new ConsoleOutput(_board, resources);

        try
        {
            if (configuration["publisher"] is not null || configuration["operation"] is "publish")
                throw new StartupFault("publishing needs UseAspire=true: dotnet run --project AppHost -p:UseAspire=true -- --publisher …");

            await using var guardian = new Guardian(_board, time);
            var ports = new PortPlan(configuration, _board);
            await using var dashboard = RunningDashboard.IsWanted(configuration) ? new RunningDashboard(configuration, ports, time) : null;
            try
            {
                Plan(ports, guardian, dashboard);
                if (dashboard is not null)
                    await StartAsync(dashboard);

                await RunUntilAsync(dashboard?.WhereItIs, signals.Stop);
            }
            finally
            {
                await StopAllAsync(signals.Kill);
            }

            _board.Say("everything has stopped");
            return signals.Kill.IsCancellationRequested ? Killed : Success;
        }
        catch (StartupFault fault)
        {
            console.Fail(fault.Message);
            return CouldNotStart;
        }
    }

    private void Plan(PortPlan ports, Guardian guardian, RunningDashboard? dashboard)
    {
        var environment = new ServiceEnvironment(configuration, protocol => dashboard?.OtlpEndpoint(protocol), Referred);
        foreach (var resource in resources)
        {
            _running[resource] = resource switch
            {
                KafkaServerResource kafka => new BrokerChoice(configuration, directory, ports, _board, guardian, time).For(kafka),
                ProjectResource project => new RunningService(project, environment, ports, _board, guardian, time),
                _ => throw new InvalidOperationException($"This engine can't run a {resource.GetType().Name}."),
            };
        }
    }

    private async Task StartAsync(RunningDashboard dashboard)
    {
        var commands = _running.Values.SelectMany(running => running.Commands).ToDictionary(commands => commands.Name);
        await dashboard.StartAsync(new ResourceService(_board, commands), _running.Values.OfType<Broker>().Single());
        _board.Say(dashboard.WhereItIs);
    }

    private async Task RunUntilAsync(string? alsoSaid, CancellationToken stop)
    {
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            var began = time.GetTimestamp();
            var healthy = AllHealthyAsync(starting.Token);
            var late = Task.Delay(SummaryAtTheLatest, time, starting.Token);
            if (await Task.WhenAny(healthy, late) == late && !stop.IsCancellationRequested)
                Summarise($"not everything is healthy after {SummaryAtTheLatest.TotalSeconds:0} s; Ctrl-C stops what there is");

            await healthy;
            _board.Say($"everything is healthy after {time.GetElapsedTime(began).TotalSeconds:0.0} s");
            Summarise("Ctrl-C stops everything");
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _board.Say("stopping; Ctrl-C once more kills");
        }
        finally
        {
            // Whatever fails or is stopped, nothing may be started any more while the rest is being stopped.
            await starting.CancelAsync();
            await Task.WhenAll(_starts.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        void Summarise(string closing) => Summary.Say(_board, alsoSaid is null ? [closing] : [alsoSaid, closing]);
    }

    /// <summary>Starts everything, and returns at a moment at which all of it is healthy.</summary>
    private async Task AllHealthyAsync(CancellationToken stop)
    {
        await foreach (var start in Task.WhenEach(resources.Select(resource => StartAsync(resource, stop))))
            await start;

        while (_board.Resources.Any(resource => resource.State != ResourceState.Healthy))
            await Task.Delay(Poll, time, stop);
    }

    private Task StartAsync(Resource resource, CancellationToken stop)
    {
        if (!_starts.TryGetValue(resource, out var start))
            _starts[resource] = start = StartInTurnAsync();

        return start;

        async Task StartInTurnAsync()
        {
            await Task.WhenAll(resource.WaitsFor.Select(dependency => StartAsync(dependency, stop)));
            stop.ThrowIfCancellationRequested();
            await _running[resource].StartAsync(stop);
        }
    }

    private async Task StopAllAsync(CancellationToken killNow)
    {
        foreach (var commands in _running.Values.SelectMany(running => running.Commands))
            commands.Close();

        using var patience = new CancellationTokenSource(Patience, time);
        using var longer = new CancellationTokenSource(PatienceWithThoseWaitedFor, time);
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(killNow, patience.Token);
        using var killThoseWaitedFor = CancellationTokenSource.CreateLinkedTokenSource(killNow, longer.Token);

        await Task.WhenAll(_running.Keys.Select(StopAsync));
        foreach (var running in _running.Values)
            running.Dispose();

        Task StopAsync(Resource resource)
        {
            if (!_stops.TryGetValue(resource, out var stop))
                _stops[resource] = stop = StopInTurnAsync(resource);

            return stop;
        }

        async Task StopInTurnAsync(Resource resource)
        {
            var dependents = _running.Keys.Where(other => other.WaitsFor.Contains(resource)).ToList();
            await Task.WhenAll(dependents.Select(StopAsync));
            await _running[resource].StopAsync(dependents.Count > 0 ? killThoseWaitedFor.Token : kill.Token);
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Referred(Resource resource) => _running[resource].ForClients;
}
