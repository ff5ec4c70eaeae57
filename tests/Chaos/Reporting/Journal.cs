using System.Globalization;

namespace Chaos.Reporting;

/// <summary>Prints what happens as it happens, with the time since the start.</summary>
internal sealed class Journal(TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public void Write(string what) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_started):hh\\:mm\\:ss\\.f} {what}"));
}
