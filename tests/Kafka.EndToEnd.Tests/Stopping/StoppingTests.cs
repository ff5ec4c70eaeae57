using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Stopping;

/// <summary>
/// AppHost as a process of its own. It promises to be gone with all its processes after 10 s; a busy machine gets twice that.
/// </summary>
public sealed class StoppingTests
{
    private static readonly string[] Programs =
        ["ProducerApi", "SupplierWorker", "ConsumerWorker", "JsonService", "StreamsService", "KafkaConsole", "InMemoryKafka"];

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(40);

    [LinuxFact]
    public Task Sigterm_stops_every_process_and_the_exit_code_is_0() => StopsAsync(Signal.Terminate);

    [LinuxFact]
    public Task Ctrl_C_stops_every_process_and_the_exit_code_is_0() => StopsAsync(Signal.Interrupt);

    [LinuxFact]
    public async Task It_can_be_stopped_while_it_starts()
    {
        await using var appHost = AppHostProcess.Start();
        await Eventually.HoldsAsync(
            "AppHost has started the broker",
            () => appHost.Descendants().Values.Any(command => command.Contains("InMemoryKafka.dll")),
            details: () => appHost.Output);

        appHost.Send(Signal.Terminate);

        Assert.Equal(0, await appHost.ExitCodeAsync(StopLimit));
        await appHost.WaitForNoDescendantsAsync(StopLimit);
    }

    [LinuxFact]
    public async Task No_process_is_left_when_AppHost_is_killed()
    {
        await using var appHost = await StartAsync();

        appHost.Send(Signal.Kill);

        await appHost.WaitForNoDescendantsAsync(KillLimit);
    }

    private static async Task StopsAsync(Signal signal)
    {
        await using var appHost = await StartAsync();
        var began = TimeProvider.System.GetTimestamp();

        appHost.Send(signal);

        Assert.True(await appHost.ExitCodeAsync(StopLimit) == 0, $"The exit code is not 0. AppHost printed:\n{appHost.Output}");
        await appHost.WaitForNoDescendantsAsync(StopLimit - TimeProvider.System.GetElapsedTime(began));
    }

    private static async Task<AppHostProcess> StartAsync()
    {
        var appHost = AppHostProcess.Start();
        await appHost.WaitUntilHealthyAsync();
        foreach (var program in Programs)
        {
            Assert.Contains(appHost.Descendants().Values, command => command.Contains($"{program}.dll"));
        }

        return appHost;
    }
}
