using System.Runtime.CompilerServices;

namespace Kafka.EndToEnd.Tests.Support;

/// <summary>A test that sends signals to processes. It is skipped where this is not Linux.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        Skip = "This test sends signals to processes and looks for them in /proc, which only Linux has.";
        SkipType = typeof(OperatingSystemInfo);
        SkipUnless = nameof(OperatingSystemInfo.IsLinux);
    }
}

/// <summary>The operating system of the tests.</summary>
public static class OperatingSystemInfo
{
    public static bool IsLinux => OperatingSystem.IsLinux();
}
