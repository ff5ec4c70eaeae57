using AppHost.Embedded.State;

namespace AppHost.Embedded.Running;

/// <summary>Asks again and again whether something is healthy, and puts the answer on the board.</summary>
/// <param name="name">Its name on the board.</param>
/// <param name="probe">Asks once; returns promptly and doesn't throw.</param>
/// <param name="board">Where the state goes.</param>
/// <param name="time">The clock.</param>
internal sealed class HealthWatch(string name, Func<CancellationToken, Task<bool>> probe, ResourceBoard board, TimeProvider time)
{
    private static readonly TimeSpan UntilHealthy = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FromThenOn = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it is healthy for the first time.</summary>
    public Task FirstHealthy => _healthy.Task;

    /// <summary>Watches from its start to its end.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        var wasHealthy = false;
        while (!ended.IsCancellationRequested)
        {
            var isHealthy = await probe(ended);
            if (isHealthy != wasHealthy && !ended.IsCancellationRequested)
            {
                wasHealthy = isHealthy;
                board.Update(name, it => it with { State = isHealthy ? ResourceState.Healthy : ResourceState.Unhealthy });
                board.Say(isHealthy ? $"{name} is healthy" : $"{name} no longer answers its health check");
                _healthy.TrySetResult(); // the first change is to healthy
            }

            await Task.Delay(wasHealthy ? FromThenOn : UntilHealthy, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
