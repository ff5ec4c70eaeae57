using System.Collections.Concurrent;

namespace LocalProcesses.Postgres;

/// <summary>
/// A PostgreSQL server as a child process, which ends with this one. Its data is in a temporary directory, which is deleted at the end. It
/// listens on the loopback interface and trusts everybody.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Why there is no server, where <see cref="IsInstalled"/> is false.</summary>
    public const string NotInstalled = "PostgreSQL is not installed: run 'apt-get install postgresql', or set PG_BIN to the directory of its programs.";

    /// <summary>For tests: a commit doesn't wait for the disk. <see cref="StopAsync"/> keeps the data, <see cref="KillAsync"/> can lose the last commits.</summary>
    public static readonly IReadOnlyDictionary<string, string> WithoutSync = new Dictionary<string, string>
    {
        ["fsync"] = "off",
        ["synchronous_commit"] = "off",
        ["full_page_writes"] = "off",
    };

    private const int KeptLines = 50;
    private const string User = "postgres";
    private const string ReadyLine = "database system is ready to accept connections";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly string _directory;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly int _port = FreePorts.Take(1)[0];
    private readonly ConcurrentQueue<string> _output = [];
    private GuardedProcess? _process;
    private PausedProcesses? _paused;
    private volatile TaskCompletionSource _ready = new();

    private PostgresServer(string directory, IReadOnlyDictionary<string, string> settings) => (_directory, _settings) = (directory, settings);

    /// <summary>Whether this machine has PostgreSQL.</summary>
    public static bool IsInstalled => !OperatingSystem.IsWindows() && PostgresPrograms.Directory is not null;

    /// <summary>Whether the process runs, or is paused.</summary>
    public bool IsRunning => _process is { HasExited: false };

    private string Data => Path.Combine(_directory, "data");

    /// <summary>Creates a server and starts it.</summary>
    /// <param name="settings">Settings such as <c>shared_buffers</c>; null for the defaults of PostgreSQL.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or does not start; the message has its output.</exception>
    public static async Task<PostgresServer> StartNewAsync(
        IReadOnlyDictionary<string, string>? settings = null, CancellationToken cancellationToken = default)
    {
        if (!IsInstalled) throw new InvalidOperationException(NotInstalled);

        var server = new PostgresServer(Directory.CreateTempSubdirectory("postgres-").FullName, settings ?? new Dictionary<string, string>());
        try
        {
            await server.InitializeAsync(cancellationToken);
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns the connection string of Npgsql for a database, with <c>Host</c>.</summary>
    public string ConnectionString(string database = "postgres") => $"Host=127.0.0.1;Port={_port};Username={User};Database={database}";

    /// <summary>Starts the process again, with its data, and waits until it accepts connections.</summary>
    /// <exception cref="InvalidOperationException">It runs already, or does not start; the message has its output.</exception>
    /// <exception cref="TimeoutException">It does not accept connections in time.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning) throw new InvalidOperationException("PostgreSQL runs already.");

        var isRestart = _process is not null;
        var started = TimeProvider.System.GetTimestamp();
        while (!await TryStartAsync(cancellationToken))
        {
            if (!isRestart || TimeProvider.System.GetElapsedTime(started) > StartTimeout) throw Failure("does not start");
            await Task.Delay(RetryDelay, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Ends the server at once, as <c>kill -9</c> does. The processes of its connections end when they notice.</summary>
    public async Task KillAsync()
    {
        if (!IsRunning) return;

        Signals.SendKill(_process!.Id);
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops the server in order: it ends the connections, rolls back their transactions and writes its data.</summary>
    public async Task StopAsync()
    {
        if (!IsRunning) return;

        Signals.SendInterrupt(_process!.Id);
        await _process.WaitForExitAsync();
    }

    /// <summary>Pauses the server and the processes of its connections with SIGSTOP. It keeps its connections and answers nobody.</summary>
    public async Task PauseAsync()
    {
        if (!IsRunning) throw new InvalidOperationException("PostgreSQL does not run.");

        _paused ??= await PausedProcesses.PauseAsync(_process!.Id);
    }

    /// <summary>Lets the server run again.</summary>
    public async Task ResumeAsync()
    {
        if (_paused is null) return;

        await _paused.DisposeAsync();
        _paused = null;
    }

    /// <summary>Stops the server and deletes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        await ResumeAsync();
        await StopAsync();
        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        if (ServerUser.Own(_directory) is { } own) await RunAsync(own, cancellationToken);
        await RunAsync(
            ServerUser.Run([
                Program("initdb"), "-D", Data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions",
            ]),
            cancellationToken);
    }

    /// <summary>
    /// Returns false if the server ended at once: after <see cref="KillAsync"/> it does so while the process of a connection still runs.
    /// </summary>
    private async Task<bool> TryStartAsync(CancellationToken cancellationToken)
    {
        _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _process?.Dispose();
        string[] settings = [.. _settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })];
        var process = _process = GuardedProcess.Start(
            ServerUser.Run([Program("postgres"), "-D", Data, "-p", $"{_port}", "-h", "127.0.0.1", "-k", _directory, .. settings]),
            _directory, new Dictionary<string, string?>(), Receive);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var exit = process.WaitForExitAsync(end.Token);
        var first = await Task.WhenAny(_ready.Task, exit).WaitAsync(StartTimeout, TimeProvider.System, cancellationToken);
        await end.CancelAsync();
        return first == _ready.Task;
    }

    private async Task RunAsync(IReadOnlyList<string> program, CancellationToken cancellationToken)
    {
        using var process = GuardedProcess.Start(program, _directory, new Dictionary<string, string?>(), Receive);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw Failure($"could not be prepared by {program[0]}");
    }

    private void Receive(string line)
    {
        _output.Enqueue(line);
        if (_output.Count > KeptLines) _output.TryDequeue(out _);
        if (line.Contains(ReadyLine, StringComparison.Ordinal)) _ready.TrySetResult();
    }

    private InvalidOperationException Failure(string what) => new($"PostgreSQL {what}. Its output ends with:\n{string.Join('\n', _output)}");

    private static string Program(string name) => Path.Combine(PostgresPrograms.Directory!, name);
}
