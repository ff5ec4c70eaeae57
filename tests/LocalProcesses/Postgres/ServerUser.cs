namespace LocalProcesses.Postgres;

/// <summary>
/// The user that PostgreSQL runs as. It refuses to run as root: then it is the user that its package has created, or else <c>nobody</c>.
/// </summary>
internal static class ServerUser
{
    private static readonly string? Name = !Environment.IsPrivilegedProcess ? null
        : File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres"
        : "nobody";

    /// <summary>Returns a program that runs as this user. It keeps its process id.</summary>
    public static IReadOnlyList<string> Run(IReadOnlyList<string> program) =>
        Name is null ? program : ["setpriv", $"--reuid={Name}", "--clear-groups", "--", .. program];

    /// <summary>Returns the program that gives a directory to this user; null when it has it already.</summary>
    public static IReadOnlyList<string>? Own(string directory) => Name is null ? null : ["chown", Name, directory];
}
