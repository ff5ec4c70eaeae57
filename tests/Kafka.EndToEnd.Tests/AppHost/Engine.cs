using System.Reflection;

namespace Kafka.EndToEnd.Tests.AppHost;

/// <summary>The engine that AppHost was built with, and where it was built.</summary>
public static class Engine
{
    private static readonly Dictionary<string, string?> Metadata = typeof(Engine).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .ToDictionary(attribute => attribute.Key, attribute => attribute.Value);

    /// <summary>Whether AppHost runs by itself, without Aspire and containers.</summary>
    public static bool IsEmbedded => !"true".Equals(Metadata["UseAspire"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether, besides, this platform has the signals that stop and kill processes.</summary>
    public static bool IsEmbeddedAndHasSignals => IsEmbedded && !OperatingSystem.IsWindows();

    public static string AppHostDirectory => Metadata["AppHostDirectory"]!;

    public static string Configuration => Metadata["Configuration"]!;

    public static string AppHostAssembly
        => Path.Combine(AppHostDirectory, "bin", Configuration, Metadata["TargetFramework"]!, "AppHost.dll");
}
