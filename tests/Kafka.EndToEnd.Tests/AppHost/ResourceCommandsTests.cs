using AppHost.Embedded.Running;
using AppHost.Embedded.State;
using Dashboard.Door;
using ResourceState = AppHost.Embedded.State.ResourceState;

namespace Kafka.EndToEnd.Tests.AppHost;

public sealed class ResourceCommandsTests
{
    private readonly ResourceBoard _board = new(TimeProvider.System);
    private readonly List<string> _done = [];
    private readonly ResourceCommands _commands;
    private TaskCompletionSource _stopped = new();

    public ResourceCommandsTests()
    {
        _stopped.SetResult();
        _commands = new("service", _board, Begin, EndAsync);
        _board.Add(new("service", "service", "http://localhost:1", ResourceState.Healthy));
        _commands.Open();
    }

    [Fact]
    public async Task A_restart_is_a_stop_and_a_start()
    {
        await _commands.ExecuteAsync(ResourceCommand.Restart);

        Assert.Equal(["end", "begin"], _done);
    }

    [Fact]
    public async Task What_is_stopped_is_only_started()
    {
        await _commands.ExecuteAsync(ResourceCommand.Stop);

        await Refuses(ResourceCommand.Stop, "service can't be told to stop now: it is stopped");
        await Refuses(ResourceCommand.Restart, "service can't be told to restart now: it is stopped");
        await _commands.ExecuteAsync(ResourceCommand.Start);
        Assert.Equal("begin", _done[^1]);
    }

    [Fact]
    public async Task A_start_ends_the_pause_before_the_next_start()
    {
        _board.Update("service", it => it with { State = ResourceState.Restarting });

        await _commands.ExecuteAsync(ResourceCommand.Start);

        Assert.Equal(["end", "begin"], _done);
    }

    [Fact]
    public async Task Commands_are_carried_out_one_after_the_other()
    {
        _stopped = new();
        var stop = _commands.ExecuteAsync(ResourceCommand.Stop);
        var start = _commands.ExecuteAsync(ResourceCommand.Start);
        Assert.False(start.IsCompleted);

        _stopped.SetResult();
        await Task.WhenAll(stop, start);

        Assert.Equal(ResourceState.Starting, _board["service"].State);
    }

    [Fact]
    public async Task A_command_after_one_that_was_refused_is_carried_out()
    {
        var refused = _commands.ExecuteAsync(ResourceCommand.Start);
        await _commands.ExecuteAsync(ResourceCommand.Stop);

        await Assert.ThrowsAsync<InvalidOperationException>(() => refused);
        Assert.Equal(["end"], _done);
    }

    [Fact]
    public async Task A_restart_that_the_closing_interrupts_starts_nothing()
    {
        _stopped = new();
        var restart = _commands.ExecuteAsync(ResourceCommand.Restart);
        await Eventually.HoldsAsync("it is being stopped", () => _board["service"].State == ResourceState.Stopping);

        _commands.Close();
        _stopped.SetResult();
        await restart;
        await _commands.FinishAsync();

        Assert.Equal(["end"], _done);
        await Refuses(ResourceCommand.Start, "service can't be told to start now: it takes no commands");
    }

    private void Begin()
    {
        _done.Add("begin");
        _board.Update("service", it => it with { State = ResourceState.Starting });
    }

    private async Task EndAsync()
    {
        _done.Add("end");
        _board.Update("service", it => it with { State = ResourceState.Stopping });
        await _stopped.Task;
        _board.Update("service", it => it with { State = ResourceState.Stopped });
    }

    private async Task Refuses(ResourceCommand command, string reason)
        => Assert.Equal(reason, (await Assert.ThrowsAsync<InvalidOperationException>(() => _commands.ExecuteAsync(command))).Message);
}
