using System.Reflection;

namespace Kafka.EndToEnd.Tests.Support;

/// <summary>How AppHost was built, and where.</summary>
public static class Build
{
    private static readonly Dictionary<string, string?> Metadata = typeof(Build).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .ToDictionary(attribute => attribute.Key, attribute => attribute.Value);

    /// <summary>Whether Aspire.Hosting.Kafka and Aspire.Confluent.Kafka are used.</summary>
    public static bool UsesAspireKafka => "true".Equals(Metadata["UseAspireKafka"], StringComparison.OrdinalIgnoreCase);

    /// <summary>The assembly of AppHost in its own output directory.</summary>
    public static string AppHostAssembly => Metadata["AppHostAssembly"]!;
}
