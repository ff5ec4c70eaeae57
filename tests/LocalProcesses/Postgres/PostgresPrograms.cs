namespace LocalProcesses.Postgres;

/// <summary>Finds the programs of PostgreSQL: in <c>PG_BIN</c>, in the newest version that Debian has installed, or in <c>PATH</c>.</summary>
internal static class PostgresPrograms
{
    private const string DebianDirectory = "/usr/lib/postgresql";

    /// <summary>The directory with <c>postgres</c> and <c>initdb</c>; null when there is none.</summary>
    public static string? Directory { get; } = Candidates().FirstOrDefault(IsComplete);

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } configured) return [Path.GetFullPath(configured)];

        return [.. DebianVersions(), .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
    }

    private static IEnumerable<string> DebianVersions() => !System.IO.Directory.Exists(DebianDirectory)
        ? []
        : System.IO.Directory.GetDirectories(DebianDirectory)
            .Where(directory => int.TryParse(Path.GetFileName(directory), out _))
            .OrderByDescending(directory => int.Parse(Path.GetFileName(directory), System.Globalization.CultureInfo.InvariantCulture))
            .Select(directory => Path.Combine(directory, "bin"));

    private static bool IsComplete(string directory) =>
        File.Exists(Path.Combine(directory, "postgres")) && File.Exists(Path.Combine(directory, "initdb"));
}
