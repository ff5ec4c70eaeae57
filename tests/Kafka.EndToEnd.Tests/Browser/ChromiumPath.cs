namespace Kafka.EndToEnd.Tests.LivePage;

/// <summary>Where this machine has its Chromium.</summary>
internal static class ChromiumPath
{
    private const string Variable = "CHROMIUM_PATH";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>What the variable <c>CHROMIUM_PATH</c> says, or the first of its names that is on the path.</summary>
    /// <exception cref="FileNotFoundException">There is none; says what to do.</exception>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } configured) return configured;

        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var candidates = Names.SelectMany(name => directories.Select(directory => Path.Combine(directory, name)));
        return candidates.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
            $"The tests of the live page need Chromium, and none of {string.Join(", ", Names)} is on the path. "
            + $"Install it (apt-get install chromium), or say with {Variable} where it is.");
    }
}
