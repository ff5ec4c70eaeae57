namespace Contracts;

/// <summary>
/// The two formats of an instant, in JSON and in URLs: a date and time of RFC 3339 (section 5.6), or milliseconds since
/// 1970-01-01T00:00:00Z. Each names the same instant everywhere: the time zone of a machine never matters.
/// </summary>
public static class Instant
{
    /// <summary>What a text or number must be.</summary>
    public const string Rule = "must be an RFC 3339 time such as 2026-05-04T12:00:00Z, or milliseconds since 1970-01-01T00:00:00Z";

    /// <summary>The rule that a local time violates. Without an offset, it would be another instant in each time zone.</summary>
    public const string OffsetRule = "must have an offset such as Z or +02:00";

    /// <summary>The rule that an instant outside of the calendar violates.</summary>
    public const string RangeRule = "must be in the years 1 to 9999 of UTC";

    private static readonly long MinMilliseconds = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long MaxMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Reads an instant in one of the two formats.</summary>
    /// <returns>The rule that the text violates; null when it is an instant.</returns>
    public static string? Parse(ReadOnlySpan<byte> text, out DateTimeOffset instant) =>
        JsonInteger.TryParse(text, out _) ? ParseMilliseconds(text, out instant) : Rfc3339.Parse(text, out instant);

    /// <summary>Reads a number of milliseconds since 1970, which may be negative.</summary>
    /// <returns>The rule that the number violates; null when it is an instant.</returns>
    internal static string? ParseMilliseconds(ReadOnlySpan<byte> number, out DateTimeOffset instant)
    {
        instant = default;
        if (!JsonInteger.TryParse(number, out var milliseconds)) return Rule;
        if (milliseconds < MinMilliseconds || milliseconds > MaxMilliseconds) return RangeRule;

        instant = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return null;
    }
}
