namespace Kafka.EndToEnd.Tests.AppHost;

[Collection(WithRunningAppHost.Name)]
public sealed class StoppingTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(12); // the 10 s of the documentation, and a busy machine

    [EmbeddedFact(SendsSignals = true)]
    public Task Sigterm_stops_everything_within_10_s_and_exits_with_0() => StopsOn(AppHostProcess.StopSignal.Terminate);

    [EmbeddedFact(SendsSignals = true)]
    public Task Ctrl_C_stops_everything_within_10_s_and_exits_with_0() => StopsOn(AppHostProcess.StopSignal.Interrupt);

    [EmbeddedFact(SendsSignals = true)]
    public async Task One_gesture_that_sends_two_signals_still_stops_in_order()
    {
        await using var app = AppHostProcess.Start();
        await app.WaitUntilHealthyAsync();

        app.Send(AppHostProcess.StopSignal.Terminate);
        await app.WaitForLineAsync("apphost .*stopping");
        app.Send(AppHostProcess.StopSignal.Terminate);

        Assert.Equal(0, await app.ExitCodeAsync(Promised));
        Assert.Contains(app.Lines, line => line.Contains("everything has stopped"));
        Assert.DoesNotContain(app.Lines, line => line.Contains("kill", StringComparison.OrdinalIgnoreCase) && !line.Contains("Ctrl-C"));
    }

    [EmbeddedFact(SendsSignals = true)]
    public async Task It_can_be_stopped_while_it_starts()
    {
        await using var app = AppHostProcess.Start();
        await app.WaitForLineAsync("started as process");
        var children = app.LivingChildren();

        app.Send(AppHostProcess.StopSignal.Terminate);

        // It may have started more of them before it got the signal.
        Assert.Equal(0, await app.ExitCodeAsync(Promised));
        Assert.DoesNotContain(children.Concat(app.LivingChildren()), child => child.IsAlive);
    }

    [EmbeddedFact(SendsSignals = true)]
    public async Task Dotnet_run_starts_it_and_passes_the_stop_on()
    {
        await using var app = AppHostProcess.StartByDotnetRun();
        await app.WaitUntilHealthyAsync();

        app.Send(AppHostProcess.StopSignal.Terminate);

        await app.ExitCodeAsync(Promised);
        await app.WaitForLineAsync("everything has stopped");
        await Eventually.HoldsAsync("no service is left", () => app.LivingChildren().Count == 0);
    }

    [EmbeddedFact(SendsSignals = true)]
    public async Task Nothing_survives_when_it_is_killed()
    {
        await using var app = AppHostProcess.Start();
        await app.WaitUntilHealthyAsync();
        var children = app.LivingChildren();
        Assert.True(children.Count >= 7, $"{children.Count} processes instead of seven services and more");

        app.Kill();

        await Eventually.HoldsAsync("all its processes have ended", () => !children.Any(child => child.IsAlive));
    }

    [EmbeddedFact(SendsSignals = true)]
    public async Task Nothing_survives_when_it_is_killed_together_with_its_guardian()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/setpriv"), "needs Linux and util-linux");
        await using var app = AppHostProcess.Start();
        await app.WaitUntilHealthyAsync();
        var children = app.LivingChildren();

        app.KillWithGuardian();

        await Eventually.HoldsAsync("all its processes have ended", () => !children.Any(child => child.IsAlive));
    }

    private static async Task StopsOn(AppHostProcess.StopSignal signal)
    {
        await using var app = AppHostProcess.Start();
        await app.WaitUntilHealthyAsync();
        var children = app.LivingChildren();

        app.Send(signal);

        Assert.Equal(0, await app.ExitCodeAsync(Promised));
        Assert.DoesNotContain(children, child => child.IsAlive);
    }
}
