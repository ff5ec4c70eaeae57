using System.Net;
using Chaos.Disturbances;
using Chaos.Reporting;
using LocalProcesses;

namespace Chaos.Services;

/// <summary>
/// A service that is started again when it has ended by itself, and killed and started again when its <c>/alive</c> says that only a
/// restart helps, as AppHost and container platforms do. Both are counted, because a service should survive the faults of its cluster.
/// </summary>
internal sealed class WatchedService(string name, ServiceProcess process, Journal journal, TimeProvider time) : IAsyncDisposable
{
    private const int ShownLines = 6;
    private const int ShownCharacters = 240;
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AliveInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AliveTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly HttpClient _http = new() { BaseAddress = process.Address, Timeout = AliveTimeout };
    private bool _isWanted;
    private volatile string? _away;

    public string Name => name;

    public Uri Address => process.Address;

    /// <summary>How often it has ended although nobody had asked it to.</summary>
    public int EndedByItself { get; private set; }

    /// <summary>How often it was killed because <c>/alive</c> responded with 503.</summary>
    public int NotAlive { get; private set; }

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

    /// <summary>Waits until it is ready, also when it ends by itself meanwhile.</summary>
    /// <exception cref="TimeoutException">It is not ready in time.</exception>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await process.ReadyAsync(ReadyTimeout, cancellationToken);
                return;
            }
            catch (Exception e) when (e is InvalidOperationException or TimeoutException)
            {
                if (time.GetElapsedTime(started) > ReadyTimeout)
                {
                    throw new TimeoutException($"{name} is not ready after {ReadyTimeout.TotalSeconds} s. {RecentOutput()}");
                }

                await Task.Delay(RestartDelay, time, cancellationToken);
            }
        }
    }

    /// <summary>Restarts it when it is not alive, until <paramref name="stop"/>.</summary>
    public async Task KeepAliveAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(AliveInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                if (!await IsDeadAsync(stop) || _away is not null) continue;

                NotAlive++;
                journal.Write($"{name} is not alive, and is killed and started again. {RecentOutput()}");
                await KillAsync();
                Start();
            }
        }
        catch (OperationCanceledException)
        {
            // the end of the run
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_lock) _isWanted = false;
        _http.Dispose();
        return process.DisposeAsync();
    }

    /// <summary>Whether it says itself that it needs a restart. A process that is away or busy says nothing.</summary>
    private async Task<bool> IsDeadAsync(CancellationToken stop)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("/alive", UriKind.Relative), stop);
            return response.StatusCode is HttpStatusCode.ServiceUnavailable;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            return false;
        }
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

    /// <summary>Returns the last lines of the output, without stack traces.</summary>
    private string RecentOutput()
    {
        var lines = process.Output.Where(line => line is not ([' ', ..] or ['-', '-', '-', ..]))
            .TakeLast(ShownLines)
            .Select(line => line.Length > ShownCharacters ? $"{line[..ShownCharacters]}…" : line);
        return $"Its output ends with:\n{string.Join('\n', lines.Select(line => $"           | {line}"))}";
    }
}
