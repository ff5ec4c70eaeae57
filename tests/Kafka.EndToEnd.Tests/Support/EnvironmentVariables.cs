namespace Kafka.EndToEnd.Tests.Support;

/// <summary>
/// Environment variables of this process for as long as an application runs in it. Applications in this process run one after the other.
/// </summary>
internal sealed class EnvironmentVariables : IDisposable
{
    private readonly IReadOnlyDictionary<string, string> _variables;

    /// <summary>Sets variables that are not set yet.</summary>
    public EnvironmentVariables(IReadOnlyDictionary<string, string> variables)
    {
        _variables = variables;
        foreach (var (name, value) in variables) Environment.SetEnvironmentVariable(name, value);
    }

    /// <summary>Removes them.</summary>
    public void Dispose()
    {
        foreach (var name in _variables.Keys) Environment.SetEnvironmentVariable(name, null);
    }
}
