using System.Globalization;

namespace Kafka.EndToEnd.Tests.Browser;

/// <summary>Installs Chromium where there is none. A test that waits for it has a warning that names the command.</summary>
internal static class BrowserInstallation
{
    private const string PlaywrightTimeoutVariable = "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT";

    private static readonly TimeSpan ConnectionTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs Playwright's own installer.</summary>
    /// <param name="attempts">Gets the reason when that fails.</param>
    public static async Task<bool> WithPlaywrightAsync(List<string> attempts)
    {
        Announce("playwright install chromium");
        Environment.SetEnvironmentVariable(
            PlaywrightTimeoutVariable, ConnectionTimeout.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        try
        {
            var exitCode = await Task.Run(() => Microsoft.Playwright.Program.Main(["install", "chromium"])).WaitAsync(
                Limit, TimeProvider.System);
            if (exitCode == 0) return true;

            attempts.Add($"'playwright install chromium' ended with exit code {exitCode}");
        }
        catch (TimeoutException)
        {
            attempts.Add($"'playwright install chromium' did not end within {Limit.TotalMinutes} min");
        }

        return false;
    }

    /// <summary>Runs apt-get, as root or with sudo where that asks for no password.</summary>
    /// <param name="attempts">Gets the reason when that fails.</param>
    public static async Task<bool> WithAptAsync(List<string> attempts)
    {
        if (!Programs.Find("apt-get").Any())
        {
            attempts.Add("there is no apt-get");
            return false;
        }

        string[] asRoot = Environment.IsPrivilegedProcess ? [] : ["sudo", "-n"];
        if (asRoot.Length > 0 && !Programs.Find("sudo").Any())
        {
            attempts.Add("apt-get needs root, and there is no sudo");
            return false;
        }

        Announce("apt-get install chromium fonts-liberation");
        return await RunAsync("apt-get", "-q", "update")
            && await RunAsync([
                "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qy", "install", "--no-install-recommends", "chromium", "fonts-liberation",
            ]);

        async Task<bool> RunAsync(params string[] command)
        {
            var (succeeded, output) = await Programs.RunAsync([.. asRoot, .. command], Limit);
            if (!succeeded) attempts.Add($"'{string.Join(' ', command)}' failed: {output}");
            return succeeded;
        }
    }

    private static void Announce(string command)
    {
        var text = $"There is no Chromium that can be launched. '{command}' is run to install one.";
        TestContext.Current.AddWarning(text);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        TestContext.Current.SendDiagnosticMessage(text);
    }
}
