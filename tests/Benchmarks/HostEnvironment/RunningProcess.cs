using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using LocalProcesses;

namespace Benchmarks.HostEnvironment;

/// <summary>A process that is measured: a service as it is deployed, or a child program.</summary>
internal sealed class RunningProcess : IAsyncDisposable
{
    private const int KeptLines = 100;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    private static readonly string[] NotInherited =
        ["ConnectionStrings__", "KAFKA_HOME", "Topics__", "Kafka__Consumer", "OTEL_", "Aspire__", "ASPNETCORE_"];

    private readonly Process _process;
    private readonly Bench _bench;
    private readonly Queue<string> _lines = [];
    private readonly List<(Regex Pattern, TaskCompletionSource<Match> Found)> _waiting = [];
    private readonly Task _ended;
    private bool _outputEnded;

    private RunningProcess(ProcessStartInfo start, IReadOnlyDictionary<string, string> environment, Bench bench)
    {
        _bench = bench;
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        foreach (var name in start.Environment.Keys.Where(IsNotInherited).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        _process.ErrorDataReceived += (_, line) => OnOutput(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ended = EndAsync();
    }

    /// <summary>The address at which a service listens.</summary>
    public Uri Address { get; private init; } = new("http://127.0.0.1");

    /// <summary>The resident set size in MB.</summary>
    public double ResidentMegabytes
    {
        get
        {
            Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>The processor time that the process has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a service from its own build output.</summary>
    public static RunningProcess Service(
        string name, Bench bench, Tracing tracing, params IEnumerable<(string Name, string Value)> settings) =>
        Listening(
            new("dotnet", ["exec", Checkout.ProgramOf(name)]) { WorkingDirectory = Checkout.DirectoryOf(name) },
            bench, tracing, [("JsonService:UserHashKey", "a key for benchmarks, which hide nobody"), .. settings]);

    /// <summary>Starts a child program.</summary>
    public static RunningProcess Child(
        string name, Bench bench, Tracing tracing, params IEnumerable<(string Name, string Value)> settings) =>
        Listening(new("dotnet", ["exec", Assembly.GetExecutingAssembly().Location, Invocation.Child, name]), bench, tracing, settings);

    /// <summary>Starts AppHost with the command from the README, without the build.</summary>
    public static RunningProcess AppHost(Bench bench)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["run", "--no-build", "--configuration", Checkout.Configuration, "--project", Checkout.DirectoryOf("AppHost")]);
        return new(start, new Dictionary<string, string> { ["DcpPublisher__RandomizePorts"] = "true" }, bench);
    }

    /// <summary>Waits until the process prints a line that matches a pattern.</summary>
    /// <exception cref="InvalidOperationException">The process ended without printing the line.</exception>
    /// <exception cref="TimeoutException">The process did not print the line in time.</exception>
    public async Task<Match> LineAsync(string pattern, TimeSpan timeout)
    {
        var found = new TaskCompletionSource<Match>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lines)
        {
            if (_lines.Select(line => Regex.Match(line, pattern)).FirstOrDefault(match => match.Success) is { } match) return match;
            if (_outputEnded) throw Ended();
            _waiting.Add((new(pattern), found));
        }

        try
        {
            return await found.Task.WaitAsync(timeout, _bench.Time, _bench.Stop);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The process did not print a line like '{pattern}' within {timeout}. {RecentOutput()}");
        }
    }

    /// <summary>Waits for the result that a child program prints: <c>measured 123.4</c>.</summary>
    public async Task<double> ResultAsync(TimeSpan timeout) =>
        double.Parse((await LineAsync(@"^measured (\S+)", timeout)).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>Waits until a service is ready.</summary>
    /// <exception cref="InvalidOperationException">The service ended.</exception>
    /// <exception cref="TimeoutException">The service is not ready in time.</exception>
    public async Task<RunningProcess> ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        await _bench.UntilAsync($"{Address} is ready", () => IsReadyAsync(http), StartTimeout);
        return this;
    }

    /// <summary>Returns the end of its output, for the message of an error.</summary>
    public string RecentOutput()
    {
        lock (_lines) return $"Its output ends with:\n{string.Join('\n', _lines)}";
    }

    /// <summary>Stops the process with SIGTERM, as a container engine does, and kills it if it does not stop in time.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) Terminate();
        try
        {
            await _ended.WaitAsync(StopTimeout, _bench.Time);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Terminate()
    {
        if (OperatingSystem.IsWindows()) _process.Kill(); // there is no such signal
        else Signals.SendTerm(_process.Id);
    }

    private static RunningProcess Listening(
        ProcessStartInfo start, Bench bench, Tracing tracing, IEnumerable<(string Name, string Value)> settings)
    {
        var address = $"http://127.0.0.1:{FreePorts.Take(1)[0]}";
        return new(start, bench.Environment(tracing, [("ASPNETCORE_URLS", address), .. settings]), bench) { Address = new(address) };
    }

    private async Task<bool> IsReadyAsync(HttpClient http)
    {
        if (_process.HasExited) throw Ended();

        try
        {
            using var response = await http.GetAsync(new Uri("/health", UriKind.Relative), _bench.Stop);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !_bench.Stop.IsCancellationRequested)
        {
            return false; // the service does not listen or respond yet
        }
    }

    /// <summary>Excludes variables of the developer's shell that would configure the services.</summary>
    private static bool IsNotInherited(string name) =>
        NotInherited.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private void Refresh()
    {
        if (_process.HasExited) throw Ended();

        _process.Refresh();
    }

    private void OnOutput(string? line)
    {
        if (line is null) return;

        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > KeptLines) _lines.Dequeue();
            _waiting.RemoveAll(wait => wait.Pattern.Match(line) is { Success: true } match && wait.Found.TrySetResult(match));
        }
    }

    private async Task EndAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None); // also waits until its output is read
        lock (_lines)
        {
            _outputEnded = true;
            foreach (var (_, found) in _waiting) found.TrySetException(Ended());
            _waiting.Clear();
        }
    }

    private InvalidOperationException Ended() => new($"{string.Join(' ', _process.StartInfo.ArgumentList)} does not run. {RecentOutput()}");
}
