using System.Globalization;

namespace KafkaConsole.Layout;

/// <summary>Formats times, durations and amounts on all pages.</summary>
internal static class Format
{
    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB"];

    /// <summary>The time of day with milliseconds in the time zone of this process; with the date when that is not today.</summary>
    public static string Time(DateTimeOffset value, TimeProvider time)
    {
        var local = TimeZoneInfo.ConvertTime(value, time.LocalTimeZone);
        var isToday = local.Date == time.GetLocalNow().Date;
        return local.ToString(isToday ? "HH:mm:ss.fff" : "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
    }

    /// <summary>The time zone of this process, such as <c>UTC</c> or <c>UTC+02:00</c>.</summary>
    public static string Zone(TimeProvider time)
    {
        var offset = time.GetLocalNow().Offset;
        return offset == TimeSpan.Zero ? "UTC" : Invariant($"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}");
    }

    /// <summary>Such as <c>850 µs</c>, <c>12.3 ms</c>, <c>4.05 s</c>, <c>3 min 20 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalHours: >= 1 } => Invariant($"{(long)duration.TotalHours} h {duration.Minutes} min"),
        { TotalMinutes: >= 1 } => Invariant($"{duration.Minutes} min {duration.Seconds} s"),
        { TotalSeconds: >= 1 } => Invariant($"{duration.TotalSeconds:0.##} s"),
        { TotalMilliseconds: >= 1 } => Invariant($"{duration.TotalMilliseconds:0.##} ms"),
        _ => Invariant($"{duration.TotalMicroseconds:0.#} µs"),
    };

    /// <summary>With thin spaces between groups of three digits, such as <c>12 345</c>.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f');

    /// <summary>Such as <c>1.5 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        var (amount, unit) = ((double)bytes, 0);
        for (; amount >= 1024 && unit < ByteUnits.Length - 1; unit++)
            amount /= 1024;

        return Invariant($"{amount:0.#} {ByteUnits[unit]}");
    }

    /// <summary>Lag in records; a dash where it is unknown.</summary>
    public static string LagRecords(long? lag) => lag is { } records ? Count(records) : "–";

    /// <summary>Lag in seconds as a duration; a dash where it is unknown.</summary>
    public static string LagTime(double? seconds) => seconds switch
    {
        null => "–",
        0 => "0 s",
        { } lag => Duration(TimeSpan.FromSeconds(Math.Min(lag, TimeSpan.MaxValue.TotalSeconds / 2))),
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
