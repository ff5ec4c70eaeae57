using System.Collections;
using System.Collections.Concurrent;

namespace LocalProcesses;

/// <summary>
/// A service in its own process, as in production, from its build output. It can be killed, paused, stopped and started again at the same
/// address, and it ends with this process.
/// </summary>
/// <param name="project">The name of the project.</param>
/// <param name="address">Where it listens. Port 0 takes any free port.</param>
/// <param name="settings">Its configuration, with colons in the keys.</param>
public sealed class ServiceProcess(string project, Uri address, IEnumerable<KeyValuePair<string, string?>> settings) : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Variables of the developer's shell that would configure the service.</summary>
    private static readonly string[] NotInherited =
        ["ConnectionStrings__", "KAFKA_HOME", "Topics__", "Kafka__Consumer", "OTEL_", "Aspire__", "ASPNETCORE_"];

    private GuardedProcess? _process;

    /// <summary>How many lines of the output are kept.</summary>
    public int KeptLines { get; init; } = 100;

    /// <summary>Receives each line of the output, on other threads.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>Where the service listens.</summary>
    public Uri Address => address;

    /// <summary>The latest lines of the output, of all lives of the process.</summary>
    public ConcurrentQueue<string> Output { get; } = [];

    /// <summary>Whether the process runs, or is paused.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts the process, for the first time or again.</summary>
    /// <exception cref="InvalidOperationException">It runs already.</exception>
    public void Start()
    {
        if (IsRunning) throw new InvalidOperationException($"{project} runs already.");

        _process?.Dispose();
        _process = GuardedProcess.Start(["dotnet", "exec", Checkout.ProgramOf(project)], Checkout.DirectoryOf(project), Environment(), Add);
    }

    /// <summary>Waits until <c>/health</c> responds with 200.</summary>
    /// <exception cref="InvalidOperationException">The service has ended; the message has its output.</exception>
    /// <exception cref="TimeoutException">The service is not ready in time; the message has its output.</exception>
    public async Task ReadyAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = RequestTimeout };
        var started = TimeProvider.System.GetTimestamp();
        while (!await IsReadyAsync(http, cancellationToken))
        {
            if (!IsRunning) throw new InvalidOperationException($"{project} has ended. {RecentOutput()}");
            if (TimeProvider.System.GetElapsedTime(started) > timeout)
            {
                throw new TimeoutException($"{project} is not ready after {timeout}. {RecentOutput()}");
            }

            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Ends the process at once, as <c>kill -9</c> does, and waits for its end.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;

        if (!process.HasExited) Signals.SendKill(process.Id);
        await process.WaitForExitAsync();
    }

    /// <summary>Sends SIGTERM, as an operating system or a container engine does, and returns the exit code.</summary>
    public Task<int> TerminateAsync(CancellationToken cancellationToken = default)
    {
        Signals.SendTerm(Running().Id);
        return ExitCodeAsync(cancellationToken);
    }

    /// <summary>Pauses the process with SIGSTOP. It keeps its connections and answers nobody.</summary>
    public void Pause() => Signals.SendStop(Running().Id);

    /// <summary>Lets the process run again.</summary>
    public void Resume() => Signals.SendContinue(Running().Id);

    /// <summary>Returns the exit code after the process has ended and all of its output is read.</summary>
    public async Task<int> ExitCodeAsync(CancellationToken cancellationToken = default)
    {
        var process = _process ?? throw new InvalidOperationException($"{project} was never started.");
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <summary>Kills the process.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
    }

    private GuardedProcess Running() => IsRunning ? _process! : throw new InvalidOperationException($"{project} does not run.");

    private Dictionary<string, string?> Environment()
    {
        var environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => (string)variable.Key)
            .Where(name => NotInherited.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            .ToDictionary(name => name, string? (_) => null);
        environment["ASPNETCORE_URLS"] = address.OriginalString;
        foreach (var (key, value) in settings) environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return environment;
    }

    private void Add(string line)
    {
        Output.Enqueue(line);
        if (Output.Count > KeptLines) Output.TryDequeue(out _);
        OnLine?.Invoke(line);
    }

    private string RecentOutput() => $"Its output ends with:\n{string.Join('\n', Output)}";

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false; // the service does not listen or respond yet
        }
    }
}
