using System.Text.RegularExpressions;

namespace Kafka.EndToEnd.Tests.Browser;

/// <summary>Patterns of texts and attributes of the page.</summary>
internal static partial class Patterns
{
    /// <summary>Any text that is not empty.</summary>
    [GeneratedRegex(".")]
    public static partial Regex Some { get; }

    [GeneratedRegex("^[0-9a-f]{32}$")]
    public static partial Regex TraceId { get; }

    [GeneratedRegex("The connection was lost|The service can’t be reached")]
    public static partial Regex Outage { get; }
}
