namespace Dashboard.Shell;

/// <summary>The life of a guest: it listens to no signals, which are its host's to obey.</summary>
internal sealed class EndsWithItsHost : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
