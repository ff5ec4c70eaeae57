using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using AppHost.Embedded.Processes;

namespace Kafka.EndToEnd.Tests.AppHost;

/// <summary>
/// The whole system, started as a user starts it: a process of AppHost with its broker and services. It takes free ports, so any number
/// of them run side by side, and beside a developer's own.
/// <code>
/// await using var app = AppHostProcess.Start();
/// await app.WaitUntilHealthyAsync();
/// using var producer = app.HttpClientFor("producer-api");
/// var configuration = new ConsumerConfig { BootstrapServers = app.BootstrapServers, … };
/// await app.WaitForLineAsync("consumer-worker-.* page-events");
/// </code>
/// </summary>
/// <remarks>
/// Disposing kills what is left. What AppHost printed is in <see cref="Lines"/>, and in the message of every failed wait.
/// </remarks>
public sealed partial class AppHostProcess : IAsyncDisposable
{
    /// <summary>Time in which everything is up, on a slow and busy machine.</summary>
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private const int SigKill = 9;

    /// <summary>How the names of variables begin by which a developer's shell may have configured AppHost or its services.</summary>
    private static readonly string[] NotInherited =
        ["ConnectionStrings__", "KAFKA_HOME", "Kafka__", "Topics__", "Ports", "OTEL_", "Aspire__", "Dashboard__", "ASPNETCORE_URLS", "ASPIRE_"];

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;

    private AppHostProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        void Keep(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is { } text)
                _lines.Enqueue(text);
        }
    }

    /// <summary>Signals that end AppHost in order.</summary>
    public enum StopSignal { Interrupt = 2, Terminate = 15 }

    /// <summary>What AppHost has printed so far, on both of its streams: <c>name │ text</c>.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>AppHost's own process; that of <c>dotnet run</c> after <see cref="StartByDotnetRun"/>.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Where Kafka clients begin, <c>host:port</c>. Known once everything is healthy.</summary>
    public string BootstrapServers => AddressIn(Summary("kafka"));

    /// <summary>All processes that AppHost has said it started, by the name they have in its output; the latest for each name.</summary>
    public IReadOnlyDictionary<string, int> ServiceProcessIds
        => Lines.Select(line => StartedLine().Match(line))
            .Where(match => match.Success)
            .GroupBy(match => match.Groups["name"].Value, match => int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture))
            .ToDictionary(group => group.Key, group => group.Last());

    /// <summary>Starts AppHost from its built assembly.</summary>
    /// <param name="settings">Environment variables; they win over the defaults, which are any free ports (<c>Ports=0</c>).</param>
    /// <param name="arguments">The command line.</param>
    public static AppHostProcess Start(IReadOnlyDictionary<string, string>? settings = null, params string[] arguments)
        => new(Command(["exec", Engine.AppHostAssembly, .. arguments], settings));

    /// <summary>Starts AppHost with the command that the README names.</summary>
    public static AppHostProcess StartByDotnetRun()
        => new(Command(["run", "--no-build", "--project", Engine.AppHostDirectory, "--configuration", Engine.Configuration], null));

    /// <summary>Waits until every service answers its health check; their addresses are known then.</summary>
    public Task WaitUntilHealthyAsync() => WaitForLineAsync("^apphost +│ Ctrl-C stops everything", StartDeadline);

    /// <summary>Waits for a line that matches, and returns it; one that has been printed before counts.</summary>
    /// <param name="pattern">A regular expression for part of the line.</param>
    /// <param name="deadline">The time it has; 20 s unless told.</param>
    public async Task<string> WaitForLineAsync(string pattern, TimeSpan? deadline = null)
    {
        string? found = null;
        try
        {
            await Eventually.HoldsAsync($"a line like '{pattern}'", () =>
            {
                var ended = _process.HasExited;
                found = Lines.FirstOrDefault(line => Regex.IsMatch(line, pattern));
                return found is not null || ended;
            }, deadline);
        }
        catch (TimeoutException timeout)
        {
            throw new TimeoutException($"{timeout.Message} AppHost said:\n{string.Join('\n', Lines)}");
        }

        return found
            ?? throw new InvalidOperationException($"AppHost ended without a line like '{pattern}'. It said:\n{string.Join('\n', Lines)}");
    }

    /// <summary>
    /// The address of a service (<c>consumer-worker</c>, which reaches its replicas in turn) or of one replica (<c>consumer-worker-2</c>),
    /// once everything is healthy.
    /// </summary>
    public Uri AddressOf(string service) => new(AddressIn(Summary(service)));

    /// <summary>Where the dashboard is, once AppHost has said so.</summary>
    public Uri Dashboard => new(Lines.Select(line => DashboardLine().Match(line)).First(match => match.Success).Groups["address"].Value);

    /// <summary>A client whose base address is the service's.</summary>
    public HttpClient HttpClientFor(string service) => new() { BaseAddress = AddressOf(service) };

    /// <summary>Sends a signal to AppHost.</summary>
    public void Send(StopSignal signal) => Assert.Equal(0, kill(ProcessId, (int)signal));

    /// <summary>Ends AppHost at once, as <c>kill -9</c> does: it can do nothing about it.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Ends AppHost and its guardian at once, as <c>pkill -9 AppHost</c> does. Linux only.</summary>
    public void KillWithGuardian()
    {
        foreach (var guardian in ChildrenOf(ProcessId).Except(ServiceProcessIds.Values))
            Assert.Equal(0, kill(guardian, SigKill));

        Kill();
    }

    /// <summary>Waits until AppHost has ended and everything it printed is in <see cref="Lines"/>, and returns its exit code.</summary>
    public async Task<int> ExitCodeAsync(TimeSpan deadline)
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(deadline, TimeProvider.System);
        return _process.ExitCode;
    }

    /// <summary>The processes that AppHost has started and that run now, with those they started: what may not survive it.</summary>
    internal IReadOnlyList<ProcessIdentity> LivingChildren()
        => [.. ServiceProcessIds.Values.Concat(ChildrenOf(ProcessId)).Distinct().Select(ProcessIdentity.Of).OfType<ProcessIdentity>()];

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // What was started by dotnet run is a grandchild.
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static ProcessStartInfo Command(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? settings)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach (var name in start.Environment.Keys.ToList())
        {
            if (NotInherited.Any(beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)))
                start.Environment.Remove(name);
        }

        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Ports"] = "0";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        return start;
    }

    /// <summary>The guardian is a child that AppHost does not speak of. Linux lists children; elsewhere it is left out.</summary>
    private static IEnumerable<int> ChildrenOf(int process)
    {
        var threads = $"/proc/{process}/task";
        return Directory.Exists(threads)
            ? Directory.EnumerateDirectories(threads)
                .SelectMany(thread => ChildrenOf(thread).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(id => int.Parse(id, CultureInfo.InvariantCulture))
            : [];

        static string ChildrenOf(string thread)
        {
            try
            {
                return File.ReadAllText(Path.Combine(thread, "children"));
            }
            catch (IOException)
            {
                return ""; // it ended meanwhile
            }
        }
    }

    private Match Summary(string name)
        => Lines.Select(line => SummaryLine().Match(line)).LastOrDefault(match => match.Success && match.Groups["name"].Value == name)
            ?? throw new InvalidOperationException($"AppHost has not said where {name} is. It said:\n{string.Join('\n', Lines)}");

    private static string AddressIn(Match summary) => summary.Groups["address"].Value;

    [GeneratedRegex(@"^apphost +│ +(?<name>[\w-]+) +(?<address>\S+:\d+) +healthy")]
    private static partial Regex SummaryLine();

    [GeneratedRegex(@"^apphost +│ the dashboard is at (?<address>http://\S+)")]
    private static partial Regex DashboardLine();

    [GeneratedRegex(@"^apphost +│ (?<name>[\w-]+) started as process (?<id>\d+)")]
    private static partial Regex StartedLine();

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);
}
