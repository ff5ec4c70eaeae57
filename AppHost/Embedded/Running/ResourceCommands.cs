using AppHost.Embedded.State;
using Dashboard.Door;

namespace AppHost.Embedded.Running;

/// <summary>Carries out what a person tells one resource, one command after the other, between its opening and its closing.</summary>
/// <param name="name">The resource's name on the board, which says what it takes when.</param>
/// <param name="board">The board.</param>
/// <param name="begin">Starts it.</param>
/// <param name="end">Stops it in order, or ends its pause between two starts; returns when it has stopped.</param>
internal sealed class ResourceCommands(string name, ResourceBoard board, Action begin, Func<Task> end)
{
    private readonly Lock _lock = new();
    private Task _latest = Task.CompletedTask;

    /// <summary>The resource's name on the board.</summary>
    public string Name => name;

    /// <summary>From now on it takes commands.</summary>
    public void Open() => Take(true);

    /// <summary>From now on it takes none. One that is being carried out starts nothing any more.</summary>
    public void Close() => Take(false);

    /// <summary>Returns when no command is being carried out; after <see cref="Close"/>, none will be.</summary>
    public async Task FinishAsync() => await _latest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Carries out a command in its turn; returns when the resource has obeyed, whether or not it is healthy by then.</summary>
    /// <exception cref="InvalidOperationException">It does not take this command now.</exception>
    public Task ExecuteAsync(ResourceCommand command)
    {
        lock (_lock)
            return _latest = ExecuteAfterAsync(_latest, command);
    }

    private async Task ExecuteAfterAsync(Task before, ResourceCommand command)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        var now = board[name];
        if (!now.Commands.Contains(command))
            throw new InvalidOperationException(Refusal(now, command));

        board.Say($"{name} is told to {Verb(command)}");
        await end();
        if (command is not ResourceCommand.Stop && board[name].TakesCommands)
            begin();
    }

    private static string Refusal(ResourceSnapshot resource, ResourceCommand command)
        => $"{resource.Name} can't be told to {Verb(command)} now: it "
            + (resource.TakesCommands ? $"is {resource.State.ToString().ToLowerInvariant()}" : "takes no commands");

    private static string Verb(ResourceCommand command) => command.ToString().ToLowerInvariant();

    private void Take(bool commands) => board.Update(name, it => it with { TakesCommands = commands });
}
