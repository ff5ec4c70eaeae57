using Chaos.Disturbances;
using Chaos.Reporting;
using LocalProcesses;

namespace Chaos.Services;

/// <summary>
/// A service that is started again when it has ended by itself. That is counted, because a service should survive whatever happens to its
/// cluster.
/// </summary>
internal sealed class WatchedService(string name, ServiceProcess process, Journal journal, TimeProvider time) : IAsyncDisposable
{
    private const int ShownLines = 12;
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private bool _isWanted;
    private volatile string? _away;

    public string Name => name;

    public Uri Address => process.Address;

    /// <summary>How often it has ended although nobody had asked it to.</summary>
    public int EndedByItself { get; private set; }

    /// <summary>How often it did not stop with exit code 0 after SIGTERM.</summary>
    public int StoppedWithError { get; private set; }

    /// <summary>Why it can't be reached at the moment; null when it runs.</summary>
    public string? Away => _away is { } away ? $"{name} ({away})" : null;

    /// <summary>What can be done to it.</summary>
    /// <param name="role">What it is called where services of its kind are reported together.</param>
    public IEnumerable<Disturbance> Disturbances(string role)
    {
        yield return new(name, "killed", role, KillAsync, EndAsync);
        yield return new(name, "stopped", role, StopAsync, EndAsync);
        yield return new(name, "paused", role, PauseAsync, ResumeAsync)
        {
            Longest = TimeSpan.FromSeconds(15), // beyond the session timeout, so that others get its partitions
        };
    }

    public void Start()
    {
        lock (_lock)
        {
            _isWanted = true;
            if (process.IsRunning) return;

            process.Start();
            _away = null;
            _ = RestartAsync();
        }
    }

    public Task ReadyAsync(CancellationToken cancellationToken) => process.ReadyAsync(ReadyTimeout, cancellationToken);

    public ValueTask DisposeAsync()
    {
        lock (_lock) _isWanted = false;
        return process.DisposeAsync();
    }

    private Task KillAsync()
    {
        Unwant("killed");
        return process.KillAsync();
    }

    private async Task StopAsync()
    {
        Unwant("stopped");
        if (!process.IsRunning) return;

        using var timeout = new CancellationTokenSource(StopTimeout, time);
        try
        {
            var exitCode = await process.TerminateAsync(timeout.Token);
            if (exitCode != 0) NotStopped($"stopped with exit code {exitCode}");
        }
        catch (OperationCanceledException)
        {
            NotStopped($"did not stop within {StopTimeout.TotalSeconds} s after SIGTERM");
            await process.KillAsync();
        }
    }

    private Task EndAsync()
    {
        Start();
        return Task.CompletedTask;
    }

    private Task PauseAsync()
    {
        lock (_lock)
        {
            if (!process.IsRunning) return Task.CompletedTask;

            _away = "paused";
            process.Pause();
        }

        return Task.CompletedTask;
    }

    private Task ResumeAsync()
    {
        lock (_lock)
        {
            _away = null;
            if (process.IsRunning) process.Resume();
        }

        return Task.CompletedTask;
    }

    private void Unwant(string away)
    {
        lock (_lock)
        {
            _isWanted = false;
            _away = away;
        }
    }

    private void NotStopped(string what)
    {
        StoppedWithError++;
        journal.Write($"{name} {what}. {RecentOutput()}");
    }

    private async Task RestartAsync()
    {
        var exitCode = await process.ExitCodeAsync();
        lock (_lock)
        {
            if (!_isWanted) return;

            EndedByItself++;
            _away = "ended by itself";
        }

        journal.Write($"{name} ended by itself with exit code {exitCode}. {RecentOutput()}");
        await Task.Delay(RestartDelay, time);
        lock (_lock)
        {
            if (!_isWanted) return;
        }

        Start();
    }

    private string RecentOutput() => $"Its output ends with:\n{string.Join('\n', process.Output.TakeLast(ShownLines).Select(line => $"           | {line}"))}";
}
