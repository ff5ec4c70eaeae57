using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace Kafka.Tests.Cluster;

/// <summary>A service in its own process, as in production, which a test can kill.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process) => _process = process;

    /// <summary>The output of the service so far.</summary>
    public ConcurrentQueue<string> Output { get; } = [];

    /// <summary>Starts the service whose assembly contains <paramref name="type"/>, from its build output.</summary>
    public static ServiceProcess Start(Type type, IDictionary<string, string?> configuration)
    {
        var name = type.Assembly.GetName().Name!;
        var project = Path.Combine(SolutionDirectory(), name);
        var output = Path.Combine(project, Path.GetRelativePath(Path.Combine(SolutionDirectory(), "tests", "Kafka.Tests"), AppContext.BaseDirectory));
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(output, $"{name}.dll")])
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (key, value) in configuration) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;

        var service = new ServiceProcess(new Process { StartInfo = start });
        var log = TestContext.Current.TestOutputHelper;
        service._process.OutputDataReceived += (_, line) => service.Add(line.Data, log);
        service._process.ErrorDataReceived += (_, line) => service.Add(line.Data, log);
        service._process.Start();
        service._process.BeginOutputReadLine();
        service._process.BeginErrorReadLine();
        return service;
    }

    /// <summary>Kills the process, as <c>kill -9</c> does, and waits for its exit.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends SIGTERM, as an operating system or a container engine does, and returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        return await ExitCodeAsync();
    }

    /// <summary>Returns the exit code after the process has exited and all of its output is read.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Add(string? line, ITestOutputHelper? output)
    {
        if (line is null) return;

        Output.Enqueue(line);
        output?.WriteLine(line);
    }

    private static string SolutionDirectory()
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        while (!File.Exists(Path.Combine(directory.FullName, "Kafka.sln"))) directory = directory.Parent ?? throw new DirectoryNotFoundException("Kafka.sln");
        return directory.FullName;
    }
}
