using System.Collections;
using System.Runtime.CompilerServices;

namespace Kafka.EndToEnd.Tests.Support;

/// <summary>
/// The environment variables of the shell that started the tests. AppHost and its services inherit this process's environment, so every
/// variable that would configure them is removed before the first test. Tests set those that they need themselves.
/// </summary>
internal static class DeveloperEnvironment
{
    private const string KafkaHomeVariable = "KAFKA_HOME";

    private static readonly string[] Prefixes =
    [
        "OTEL_", "ASPIRE_", "ASPNETCORE_", "DCP_", "DEBUG_SESSION_", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE", "DOTNET_WATCH",
        KafkaHomeVariable,
    ];

    /// <summary>What the variable <c>KAFKA_HOME</c> was.</summary>
    public static string? KafkaHome { get; private set; }

    /// <summary>Runs when this assembly is loaded.</summary>
    [ModuleInitializer]
    internal static void RemoveConfiguration()
    {
        KafkaHome = Environment.GetEnvironmentVariable(KafkaHomeVariable);
        var names = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => (string)variable.Key).ToList();
        foreach (var name in names.Where(IsConfiguration)) Environment.SetEnvironmentVariable(name, null);
    }

    /// <summary>
    /// .NET configuration writes two underscores for the colon between a section and a key, such as in <c>Supplier__Period</c>.
    /// </summary>
    private static bool IsConfiguration(string name) =>
        name.IndexOf("__", StringComparison.Ordinal) > 0 || Prefixes.Any(
            prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
