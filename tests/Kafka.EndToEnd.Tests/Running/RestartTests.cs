using System.Net;
using Aspire.Hosting.ApplicationModel;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Running;

/// <summary>What AppHost/Services/Restarts.cs promises.</summary>
[Collection(nameof(WithDisturbedSystem))]
public sealed class RestartTests(DisturbedSystem shared) : IAsyncLifetime
{
    private static readonly TimeSpan RestartLimit = TimeSpan.FromSeconds(60);

    private readonly Application _application = shared.Application;

    public async ValueTask InitializeAsync() => await _application.WaitUntilHealthyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [LinuxFact]
    public async Task A_service_that_is_killed_is_started_again_and_shows_its_restarts()
    {
        var first = _application.InstancesOf(Application.Json).Single();

        Signals.Send(first.ProcessId!.Value, Signal.Kill);

        await IsStartedAgainAsync(first);
        Assert.Equal(first.Restarts + 1, _application.InstanceOf(first.Id).Restarts);
        await _application.WaitForLineAsync(LogLines.AppHost, $"{first.Id} ended by itself with exit code .* started again in 1 s");
    }

    [LinuxFact]
    public async Task A_service_answers_at_its_shared_address_while_a_replica_is_away()
    {
        using var http = _application.HttpClientFor(Application.Streams);
        http.Timeout = TimeSpan.FromSeconds(10);
        http.DefaultRequestHeaders.ConnectionClose = true;

        foreach (var replica in _application.InstancesOf(Application.Streams))
        {
            Signals.Send(replica.ProcessId!.Value, Signal.Kill);
            await _application.EventuallyAsync(
                $"{replica.Id} is away", () => !_application.InstanceOf(replica.Id).IsHealthy, [Application.Streams]);

            await _application.EventuallyAsync($"{replica.Id} is healthy again", async () =>
            {
                using var response = await http.GetAsync("/alive");
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                return IsHealthyAgain(replica);
            }, [Application.Streams], RestartLimit);
        }
    }

    [LinuxFact]
    public async Task A_service_that_a_person_stops_stays_stopped_until_it_is_started()
    {
        var stopped = _application.InstancesOf(Application.Json).Single();
        var killed = _application.InstancesOf(Application.Supplier).Single();
        try
        {
            Assert.True((await _application.ExecuteAsync(stopped.Id, KnownResourceCommands.StopCommand)).Success);
            await _application.EventuallyAsync(
                $"{stopped.Id} has stopped", () => _application.InstanceOf(stopped.Id).HasEnded, [Application.Json]);

            // A service that ends later is started again, with the same pause. An error would have started the stopped one before it.
            Signals.Send(killed.ProcessId!.Value, Signal.Kill);
            await IsStartedAgainAsync(killed);

            Assert.True(_application.InstanceOf(stopped.Id).HasEnded, $"{_application.InstanceOf(stopped.Id)}");
            Assert.Equal(stopped.Restarts, _application.InstanceOf(stopped.Id).Restarts);
        }
        finally
        {
            Assert.True((await _application.ExecuteAsync(stopped.Id, KnownResourceCommands.StartCommand)).Success);
        }

        await IsStartedAgainAsync(stopped);
    }

    [LinuxFact]
    public async Task A_service_that_does_not_answer_for_30_s_is_restarted()
    {
        var frozen = _application.InstancesOf(Application.Supplier).Single();

        Signals.Send(frozen.ProcessId!.Value, Signal.Stop); // the process keeps its connections and answers none

        await IsStartedAgainAsync(frozen, TimeSpan.FromSeconds(120));
        Assert.Equal(frozen.Restarts + 1, _application.InstanceOf(frozen.Id).Restarts);
        await _application.WaitForLineAsync(LogLines.AppHost, $"{frozen.Id} has not answered /alive for 30 s");
    }

    private Task IsStartedAgainAsync(Instance first, TimeSpan? limit = null) =>
        _application.EventuallyAsync(
            $"{first.Id} is started again and healthy", () => IsHealthyAgain(first), [first.Resource], limit ?? RestartLimit);

    private bool IsHealthyAgain(Instance first) =>
        _application.InstanceOf(first.Id) is { IsHealthy: true } now && now.ProcessId != first.ProcessId;
}
