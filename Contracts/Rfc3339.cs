namespace Contracts;

/// <summary>
/// Reads the <c>date-time</c> of RFC 3339, section 5.6: <c>2026-05-04T12:00:00.123Z</c>. All forms of the RFC are read: any offset,
/// lower-case <c>t</c> and <c>z</c>, a space instead of <c>T</c>, fractions of any length, and leap seconds.
/// </summary>
internal static class Rfc3339
{
    private const int LengthToSeconds = 19; // yyyy-MM-ddTHH:mm:ss
    private const int TickDigits = 7;

    /// <summary>Reads an instant. Digits beyond 100 ns are ignored. A leap second is the first second of the next day.</summary>
    /// <returns>The rule that the text violates; null when it is an instant.</returns>
    public static string? Parse(ReadOnlySpan<byte> text, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length < LengthToSeconds || !TryReadDate(text[..10], out var ticks)) return Instant.Rule;
        if (text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')) return Instant.Rule;
        if (!TryReadTime(text[11..LengthToSeconds], ref ticks, out var isLeapSecond)) return Instant.Rule;

        var rest = text[LengthToSeconds..];
        if (!TryTakeFraction(ref rest, ref ticks)) return Instant.Rule;
        if (rest.IsEmpty) return Instant.OffsetRule;
        if (!TryReadOffset(rest, out var offset)) return Instant.Rule;

        ticks -= offset;
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks) return Instant.RangeRule;

        instant = new(ticks, TimeSpan.Zero);
        var isAfterMonth = instant.Day == 1 && instant.TimeOfDay < TimeSpan.FromSeconds(1);
        return isLeapSecond && !isAfterMonth ? Instant.Rule : null; // leap seconds are at the end of a month
    }

    private static bool TryReadDate(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text[4] != '-' || text[7] != '-') return false;

        var (year, month, day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..]));
        if (year < 0 || month is < 1 or > 12) return false;

        // DateTime has no year 0. It is a leap year like year 4, which begins 1,461 days later.
        var known = year == 0 ? 4 : year;
        if (day < 1 || day > DateTime.DaysInMonth(known, month)) return false;

        ticks = new DateTime(known, month, day).Ticks - (year == 0 ? 1461 * TimeSpan.TicksPerDay : 0);
        return true;
    }

    private static bool TryReadTime(ReadOnlySpan<byte> text, ref long ticks, out bool isLeapSecond)
    {
        var (hour, minute, second) = (Number(text[..2]), Number(text[3..5]), Number(text[6..]));
        isLeapSecond = second == 60;
        if (text[2] != ':' || text[5] != ':' || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60) return false;

        ticks += (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond);
        return true;
    }

    private static bool TryTakeFraction(ref ReadOnlySpan<byte> text, ref long ticks)
    {
        if (text.IsEmpty || text[0] != '.') return true;

        text = text[1..];
        var length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (length < 0) length = text.Length;
        if (length == 0) return false;

        var unit = TimeSpan.TicksPerSecond;
        foreach (var digit in text[..Math.Min(length, TickDigits)])
        {
            unit /= 10;
            ticks += (digit - '0') * unit;
        }

        text = text[length..];
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text is [(byte)'Z' or (byte)'z']) return true;
        if (text is not [(byte)'+' or (byte)'-', _, _, (byte)':', _, _]) return false;

        var (hours, minutes) = (Number(text[1..3]), Number(text[4..]));
        if (hours is < 0 or > 23 || minutes is < 0 or > 59) return false;

        ticks = (hours * TimeSpan.TicksPerHour) + (minutes * TimeSpan.TicksPerMinute);
        if (text[0] == '-') ticks = -ticks;
        return true;
    }

    /// <summary>The number with these digits; -1 when one of them is not a digit.</summary>
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return -1;

            number = (number * 10) + digit - '0';
        }

        return number;
    }
}
