using System.Globalization;

namespace Contracts;

/// <summary>
/// The keys on <see cref="Topics.PageStatistics"/>: <c>2026-05-04T12:00:05.000Z P1</c> for a page in a window, <c>progress</c> for
/// the progress of a partition, <c>instance {name}</c> for the report of an instance. Each partition has its own keys: the same key on two
/// partitions means two different values.
/// </summary>
public static class StatisticsKey
{
    private const string Progress = "progress";
    private const string InstancePrefix = "instance ";
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const int InstantLength = 24;

    /// <summary>The key of a record.</summary>
    public static string Of(StatisticsRecord record) => record switch
    {
        WindowPartial partial => OfWindow(partial.Page, partial.Window),
        PartitionProgress => Progress,
        InstanceReport report => OfInstance(report.Instance),
        _ => throw new ArgumentOutOfRangeException(nameof(record), record, "Unknown type of statistics record."),
    };

    /// <summary>The key of a page in a window.</summary>
    public static string OfWindow(string page, DateTimeOffset window)
    {
        // This runs for each record. The round-trip format, cut to milliseconds, is several times as fast as a custom format.
        Span<char> instant = stackalloc char[28];
        _ = window.UtcDateTime.TryFormat(instant, out _, "O", CultureInfo.InvariantCulture);
        return string.Concat(instant[..(InstantLength - 1)], "Z ", page);
    }

    /// <summary>The key of an instance.</summary>
    public static string OfInstance(string instance) => InstancePrefix + instance;

    /// <summary>Parses the key of a page in a window.</summary>
    public static bool TryReadWindow(string key, out string page, out DateTimeOffset window)
    {
        page = "";
        window = default;
        if (key.Length <= InstantLength || key[InstantLength] != ' ') return false;

        var instant = key.AsSpan(0, InstantLength);
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal;
        if (!DateTimeOffset.TryParseExact(instant, Instant, CultureInfo.InvariantCulture, Utc, out window)) return false;

        page = key[(InstantLength + 1)..];
        return true;
    }

    /// <summary>Parses the key of an instance.</summary>
    public static bool TryReadInstance(string key, out string instance)
    {
        var matches = key.StartsWith(InstancePrefix, StringComparison.Ordinal);
        instance = matches ? key[InstancePrefix.Length..] : "";
        return matches;
    }
}
