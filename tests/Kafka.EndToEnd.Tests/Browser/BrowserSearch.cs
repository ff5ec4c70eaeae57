using Microsoft.Playwright;

namespace Kafka.EndToEnd.Tests.Browser;

/// <summary>
/// Finds a Chromium that can be launched: the one that the variable <c>CHROMIUM_PATH</c> names, one on the path, or Playwright's own. Where
/// none is there, it installs one, with Playwright or with apt-get.
/// </summary>
internal static class BrowserSearch
{
    private const string PathVariable = "CHROMIUM_PATH";
    private const string RequiredVariable = "KAFKA_TESTS_REQUIRE_BROWSER";

    private static readonly string InstallScript = Path.Combine(AppContext.BaseDirectory, "playwright.ps1");

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost", // pages must not need any other host
    ];

    /// <summary>
    /// Whether tests fail without a browser, instead of being skipped: the variable <c>KAFKA_TESTS_REQUIRE_BROWSER</c> is 1.
    /// </summary>
    public static bool IsRequired => Environment.GetEnvironmentVariable(RequiredVariable) == "1";

    /// <summary>Launches the browser, after it has been installed if need be.</summary>
    /// <returns>The browser, or the reason why there is none and what to do about it.</returns>
    public static async Task<(IBrowser? Browser, string? Missing)> LaunchAsync(IBrowserType chromium)
    {
        var attempts = new List<string>();
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } configured)
        {
            var named = await TryLaunchAsync(configured);
            if (named is not null) return (named, null);

            return (null, $"{PathVariable} is '{configured}', but {attempts[^1]}. Set it to a Chromium, or unset it.");
        }

        var browser = await TryLaunchOnPathAsync() ?? await TryLaunchAsync(chromium.ExecutablePath);
        if (browser is null && await BrowserInstallation.WithPlaywrightAsync(attempts))
        {
            browser = await TryLaunchAsync(chromium.ExecutablePath);
        }

        if (browser is null && await BrowserInstallation.WithAptAsync(attempts)) browser = await TryLaunchOnPathAsync();
        return browser is not null ? (browser, null) : (null, $"""
            These tests need Chromium, and this machine has none that can be launched. Run 'apt-get install chromium fonts-liberation', or
            'pwsh {InstallScript} install --with-deps chromium', or set {PathVariable} to the program.
            What was tried:
            {string.Join('\n', attempts)}
            """);

        async Task<IBrowser?> TryLaunchOnPathAsync()
        {
            foreach (var program in Programs.Find(Names))
            {
                if (await TryLaunchAsync(program) is { } launched) return launched;
            }

            return null;
        }

        async Task<IBrowser?> TryLaunchAsync(string program)
        {
            if (!File.Exists(program))
            {
                attempts.Add($"{program} does not exist");
                return null;
            }

            try
            {
                return await chromium.LaunchAsync(new() { ExecutablePath = program, Args = Arguments });
            }
            catch (Exception error) when (error is PlaywrightException or TimeoutException)
            {
                attempts.Add($"{program} can't be launched: {error.Message}");
                return null;
            }
        }
    }
}
