namespace Chaos.Services;

/// <summary>The output of a service as a file.</summary>
internal sealed class LogFile : IDisposable
{
    private readonly StreamWriter _file;

    public LogFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _file = new(path) { AutoFlush = true };
    }

    /// <summary>Adds a line. Output and errors come from different threads.</summary>
    public void Write(string line)
    {
        lock (_file) _file.WriteLine(line);
    }

    public void Dispose() => _file.Dispose();
}
