using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Kafka.EndToEnd.Tests.Support;

/// <summary>
/// AppHost as a process of its own, which a test can signal and kill. It uses random ports. Signals and the search for its processes need
/// Linux.
/// </summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    /// <summary>All that AppHost starts inherits its environment, and is found by this variable.</summary>
    private const string Mark = "KAFKA_TESTS_APPHOST";

    private readonly string _mark = $"{Guid.NewGuid():N}";
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;

    private AppHostProcess(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        string[] command = ["dotnet", "exec", Build.AppHostAssembly, .. arguments];

        // A shell starts its background jobs with SIGINT ignored, and .NET leaves it ignored.
        if (IgnoresInterrupt()) command = ["env", "--default-signal=INT", .. command];

        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = Projects.AppHost.ProjectPath,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Mark] = _mark;
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = "http://localhost:15101";
        start.Environment["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:19101";
        start.Environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        start.Environment["DcpPublisher__RandomizePorts"] = "true";
        if (Build.UsesAspireKafka) start.Environment["Kafka__Source"] = "InMemory";
        foreach (var (name, value) in environment) start.Environment[name] = value;

        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        void Keep(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is { } text) _lines.Enqueue(text);
        }
    }

    /// <summary>Starts AppHost.</summary>
    public static AppHostProcess Start(params string[] arguments) => new(arguments, new Dictionary<string, string>());

    /// <inheritdoc cref="Start(string[])"/>
    public static AppHostProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        new(arguments, environment);

    /// <summary>What AppHost has printed so far, on both of its streams.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Waits until AppHost logs that all services are healthy.</summary>
    public Task WaitUntilHealthyAsync() => WaitForLineAsync("All services are healthy after", TimeSpan.FromSeconds(90));

    /// <summary>Waits until AppHost has printed a line that matches a pattern.</summary>
    public Task WaitForLineAsync(string pattern, TimeSpan? limit = null) =>
        Eventually.HoldsAsync($"AppHost prints a line like '{pattern}'", () =>
        {
            if (_lines.Any(line => Regex.IsMatch(line, pattern))) return true;
            if (_process.HasExited) throw new InvalidOperationException($"AppHost ended without a line like '{pattern}':\n{Output}");

            return false;
        }, limit, () => Output);

    /// <summary>Sends a signal to AppHost, not to what it has started.</summary>
    public void Send(Signal signal) => Signals.Send(_process.Id, signal);

    /// <summary>Waits until AppHost has ended, and returns its exit code.</summary>
    public async Task<int> ExitCodeAsync(TimeSpan limit)
    {
        // Not WaitForExitAsync, which waits for the end of the output, too: a process that AppHost leaves behind would keep it open.
        await Eventually.HoldsAsync("AppHost ends", () => _process.HasExited, limit, () => Output);
        return _process.ExitCode;
    }

    /// <summary>The processes that AppHost has started, directly or not, and that still run; each with its command line.</summary>
    public IReadOnlyDictionary<int, string> Descendants()
    {
        var found = new Dictionary<int, string>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            var isProcess = int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id);
            if (!isProcess || id == _process.Id) continue;

            try
            {
                if (File.ReadAllText($"{directory}/environ").Split('\0').Contains($"{Mark}={_mark}"))
                {
                    found[id] = File.ReadAllText($"{directory}/cmdline").Replace('\0', ' ');
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The process has ended, or belongs to another user.
            }
        }

        return found;
    }

    /// <summary>Waits until no process is left that AppHost has started.</summary>
    public Task WaitForNoDescendantsAsync(TimeSpan limit) => Eventually.HoldsAsync(
        "no process is left that AppHost has started",
        () => Descendants().Count == 0,
        limit,
        () => $"{string.Join('\n', Descendants())}\nAppHost printed:\n{Output}");

    /// <summary>Kills what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        if (OperatingSystem.IsLinux())
        {
            foreach (var id in Descendants().Keys)
            {
                try
                {
                    using var process = Process.GetProcessById(id);
                    process.Kill();
                }
                catch (Exception error) when (error is ArgumentException or InvalidOperationException)
                {
                    // The process has ended.
                }
            }
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static bool IgnoresInterrupt()
    {
        if (!OperatingSystem.IsLinux()) return false;

        const string Prefix = "SigIgn:";
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Prefix, StringComparison.Ordinal));
        var ignored = line[Prefix.Length..].Trim();
        return (ulong.Parse(ignored, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << ((int)Signal.Interrupt - 1))) != 0;
    }
}
