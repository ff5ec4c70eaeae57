namespace AppHost.Embedded.Processes;

/// <summary>What to start.</summary>
/// <param name="File">The program's path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Directory">Its working directory.</param>
/// <param name="Environment">Variables on top of this process's own; null removes one.</param>
internal sealed record ChildCommand(
    string File,
    IReadOnlyList<string> Arguments,
    string Directory,
    IReadOnlyDictionary<string, string?> Environment);
