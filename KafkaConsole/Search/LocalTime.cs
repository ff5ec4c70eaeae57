using System.Globalization;
using ServiceDefaults.Http;

namespace KafkaConsole.Search;

/// <summary>
/// The text of a date and time field, which has no offset. It means the time zone of this process, in which the pages show all times. The
/// URL has the instant.
/// </summary>
internal static class LocalTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFF";
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", Format];

    /// <summary>The text that shows an instant of the URL; empty when the URL has none.</summary>
    public static string Of(string? instant, TimeZoneInfo zone) =>
        string.IsNullOrEmpty(instant) || InstantParameter.Parse(instant, out var parsed) is not null
            ? ""
            : TimeZoneInfo.ConvertTime(parsed, zone).ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The instant for the URL, in UTC. Text of another form stays as it is, and is reported as an error.</summary>
    public static string? ToInstant(string? text, TimeZoneInfo zone)
    {
        if (!DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return text;

        var ticks = Math.Clamp(local.Ticks - zone.GetUtcOffset(local).Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
        return new DateTime(ticks).ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
    }
}
