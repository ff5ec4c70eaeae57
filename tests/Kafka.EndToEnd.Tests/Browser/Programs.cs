using System.Diagnostics;

namespace Kafka.EndToEnd.Tests.Browser;

/// <summary>Programs of this machine.</summary>
internal static class Programs
{
    /// <summary>The programs with one of these names in the directories of the variable <c>PATH</c>.</summary>
    public static IEnumerable<string> Find(params IEnumerable<string> names)
    {
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return names.SelectMany(name => directories.Select(directory => Path.Combine(directory, name))).Where(File.Exists);
    }

    /// <summary>Runs a program to its end, or ends it when a limit has passed.</summary>
    /// <returns>Whether it exited with 0, and the end of what it printed.</returns>
    public static async Task<(bool Succeeded, string Output)> RunAsync(IReadOnlyList<string> command, TimeSpan limit)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            var streams = await output.WaitAsync(limit, TimeProvider.System);
            await process.WaitForExitAsync();
            return (process.ExitCode == 0, string.Join('\n', string.Concat(streams).Split('\n').TakeLast(5)));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            return (false, $"it did not end within {limit.TotalMinutes} min");
        }
    }
}
