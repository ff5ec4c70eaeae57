namespace AppHost.Embedded.Processes;

/// <summary>How a process ended.</summary>
internal readonly record struct ExitStatus(int Code)
{
    private const int SignalBase = 128;

    /// <summary>Such as <c>exit code 1</c> or <c>exit code 137 (SIGKILL)</c>.</summary>
    public override string ToString() => Signal is { } signal ? $"exit code {Code} ({signal})" : $"exit code {Code}";

    private string? Signal => OperatingSystem.IsWindows() ? null : (Code - SignalBase) switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        > 0 and < 65 and var number => $"signal {number}",
        _ => null,
    };
}
