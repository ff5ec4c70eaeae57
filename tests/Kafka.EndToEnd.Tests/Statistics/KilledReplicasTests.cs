using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Statistics;

[Collection(nameof(WithDisturbedSystem))]
public sealed class KilledReplicasTests(DisturbedSystem shared)
{
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(60);

    private readonly Application _application = shared.Application;

    [LinuxFact]
    public async Task Replicas_that_are_killed_under_load_change_no_total()
    {
        await _application.WaitUntilHealthyAsync();
        await using var load = Load.Start(_application);

        foreach (var replica in _application.InstancesOf(Application.Streams)) await KillAsync(replica);
        var published = await load.StopAsync();

        foreach (var replica in _application.InstancesOf(Application.Streams))
        {
            using var http = new HttpClient { BaseAddress = replica.Address };
            foreach (var (page, expected) in published)
            {
                await _application.EventuallyAsync(
                    $"{replica.Id} has counted the last event of {page}",
                    async () => (await Totals.OfAsync(http, page)).Longest == Load.Last,
                    [Application.Streams],
                    CatchUpLimit);
                Assert.Equal(expected, await Totals.OfAsync(http, page));
            }
        }
    }

    private async Task KillAsync(Instance replica)
    {
        Signals.Send(replica.ProcessId!.Value, Signal.Kill);
        await _application.EventuallyAsync(
            $"{replica.Id} is started again and healthy",
            () => _application.InstanceOf(replica.Id) is { IsHealthy: true } now && now.ProcessId != replica.ProcessId,
            [Application.Streams],
            CatchUpLimit);
    }
}
