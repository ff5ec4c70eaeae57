using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.ApplicationModel;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Running;

/// <summary>The in-memory broker under the commands that the dashboard shows, and when its process is killed.</summary>
[Collection(nameof(WithDisturbedSystem))]
public sealed class BrokerTests(DisturbedSystem shared) : IAsyncLifetime
{
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(90);

    private readonly Application _application = shared.Application;

    public async ValueTask InitializeAsync() => await _application.WaitUntilHealthyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_broker_that_is_stopped_is_reported_and_keeps_its_records()
    {
        var before = await EventFlow.FlowsThroughEveryServiceAsync(_application);
        await ExecuteAsync("stop-broker");
        try
        {
            await _application.EventuallyAsync(
                "Kafka is unhealthy", () => !_application.InstancesOf(Application.Kafka).Single().IsHealthy, [Application.Kafka]);
            using var http = _application.HttpClientFor(Application.Producer);
            var pageEvent = new { name = "P1", user = "U1", date = TimeProvider.System.GetUtcNow(), duration = 300 };
            using var response = await http.PostAsJsonAsync("/events", pageEvent);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            await _application.EventuallyAsync("ProducerApi's health check fails", async () =>
            {
                using var health = await http.GetAsync("/health");
                return health.StatusCode == HttpStatusCode.ServiceUnavailable;
            }, [Application.Producer]);
        }
        finally
        {
            await ExecuteAsync("start-broker");
        }

        await _application.WaitUntilHealthyAsync();
        var kept = TopicReader.ReadTo(await _application.BootstrapServersAsync(), "page-events", before.Partition, before.Offset)[^1];
        Assert.Equal(before.Name, TopicReader.KeyOf(kept));
        await EventFlow.FlowsThroughEveryServiceAsync(_application);
    }

    [Fact]
    public async Task A_delayed_broker_acknowledges_later_until_the_delay_is_set_to_0()
    {
        var delay = TimeSpan.FromMilliseconds(700);
        await ExecuteAsync("delay-broker", ("milliseconds", $"{delay.TotalMilliseconds}"));
        try
        {
            Assert.InRange(await PublishTimeAsync(), delay, TimeSpan.MaxValue);
        }
        finally
        {
            await ExecuteAsync("delay-broker", ("milliseconds", "0"));
        }

        await _application.EventuallyAsync(
            "events are acknowledged without the delay",
            async () => await PublishTimeAsync() < delay,
            [Application.Producer, Application.Kafka]);
    }

    [Theory]
    [InlineData("60001", "0 to 60000")]
    [InlineData("-1", "0 to 60000")]
    [InlineData("soon", "argument")] // Aspire's own check, because the argument is declared as a number
    public async Task A_delay_that_is_out_of_range_is_refused(string milliseconds, string reason)
    {
        var result = await _application.ExecuteAsync(Application.Kafka, "delay-broker", ("milliseconds", milliseconds));

        Assert.False(result.Success);
        Assert.Contains(reason, result.Message);
    }

    [LinuxFact]
    public async Task A_broker_that_is_killed_is_started_again_and_its_clients_start_over()
    {
        var broker = _application.InstancesOf(Application.Kafka).Single();
        var stopped = _application.InstancesOf(Application.Supplier).Single();
        var others = Application.Services.Keys.SelectMany(_application.InstancesOf).Where(instance => instance.Id != stopped.Id).ToList();
        Assert.True((await _application.ExecuteAsync(stopped.Id, KnownResourceCommands.StopCommand)).Success);
        try
        {
            Signals.Send(broker.ProcessId!.Value, Signal.Kill);

            await _application.EventuallyAsync(
                "the broker and every service that ran have a new process and are healthy",
                () => others.Prepend(broker).All(
                    before => _application.InstanceOf(before.Id) is { IsHealthy: true } now && now.ProcessId != before.ProcessId),
                [Application.Kafka, .. Application.Services.Keys],
                RecoveryLimit);
            await EventFlow.FlowsThroughEveryServiceAsync(_application);
            Assert.True(_application.InstanceOf(stopped.Id).HasEnded, $"A person stopped it: {_application.InstanceOf(stopped.Id)}");
        }
        finally
        {
            await _application.ExecuteAsync(stopped.Id, KnownResourceCommands.StartCommand);
        }
    }

    private async Task ExecuteAsync(string command, params (string Name, string Value)[] arguments)
    {
        var result = await _application.ExecuteAsync(Application.Kafka, command, arguments);
        Assert.True(result.Success, $"{command}: {result.Message}");
    }

    private async Task<TimeSpan> PublishTimeAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        await PublishedEvent.PublishAsync(_application, PublishedEvent.NewName());
        return TimeProvider.System.GetElapsedTime(began);
    }
}
