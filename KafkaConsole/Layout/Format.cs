using System.Globalization;

namespace KafkaConsole.Layout;

/// <summary>Formats times, durations and amounts on all pages.</summary>
internal static class Format
{
    /// <summary>Stands for a value that is not known.</summary>
    public const string Unknown = "–";

    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB"];

    /// <summary>As the other overload, or a dash where the time is unknown.</summary>
    public static string Time(DateTimeOffset? value, TimeProvider time) => value is { } known ? Time(known, time) : Unknown;

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

    /// <summary>With narrow spaces between groups of three digits, such as <c>12 345</c>.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f');

    /// <summary>A number with one decimal, such as <c>3.5</c>, or a dash where it is unknown.</summary>
    public static string Rate(double? rate) => rate is { } known ? Invariant($"{known:0.#}") : Unknown;

    /// <summary>Such as <c>1.5 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        var amount = (double)bytes;
        var unit = 0;
        while (amount >= 1024 && unit < ByteUnits.Length - 1)
        {
            amount /= 1024;
            unit++;
        }

        return Invariant($"{amount:0.#} {ByteUnits[unit]}");
    }

    /// <summary>A count, or a dash where it is unknown.</summary>
    public static string Count(long? count) => count is { } known ? Count(known) : Unknown;

    /// <summary>Lag in records, such as <c>≤ 12 345</c> for an upper bound; a dash where it is unknown.</summary>
    public static string Lag(long? records, bool isUpperBound) => isUpperBound ? $"≤ {Count(records)}" : Count(records);

    /// <summary>Lag in seconds as a duration; a dash where it is unknown.</summary>
    public static string LagTime(double? seconds) => seconds switch
    {
        null => Unknown,
        0 => "0 s",
        { } lag => Duration(TimeSpan.FromSeconds(Math.Min(lag, TimeSpan.MaxValue.TotalSeconds / 2))),
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
