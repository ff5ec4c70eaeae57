using System.Globalization;

namespace KafkaConsole.Search;

/// <summary>Compares JSON numbers by their exact value: <c>1e2</c> equals <c>100</c>, and no digit is rounded away.</summary>
internal readonly ref struct JsonNumber
{
    private const int MaxExponentDigits = 17; // larger exponents count as this large: no record needs them, and a long holds this many

    // The value is 0.DIGITS times 10 to the power of the magnitude. Zero has no digits.
    private readonly ReadOnlySpan<byte> _digits;
    private readonly long _magnitude;
    private readonly bool _isNegative;

    private JsonNumber(ReadOnlySpan<byte> text)
    {
        var isNegative = text is [(byte)'-', ..];
        if (isNegative) text = text[1..];

        var mantissaEnd = text.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = mantissaEnd < 0 ? text : text[..mantissaEnd];
        var point = mantissa.IndexOf((byte)'.');
        var wholeDigits = point < 0 ? mantissa.Length : point;
        var all = point < 0 ? mantissa : (byte[])[.. mantissa[..point], .. mantissa[(point + 1)..]];

        var significant = all.TrimStart((byte)'0');
        _digits = significant.TrimEnd((byte)'0');
        if (_digits.IsEmpty) return;

        _isNegative = isNegative;
        _magnitude = wholeDigits - (all.Length - significant.Length) + (mantissaEnd < 0 ? 0 : ExponentOf(text[(mantissaEnd + 1)..]));
    }

    /// <summary>Less than 0, 0, or more than 0: how the first number compares with the second.</summary>
    public static int Compare(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        first.SequenceEqual(second) ? 0 : new JsonNumber(first).CompareTo(new JsonNumber(second));

    private int CompareTo(JsonNumber other)
    {
        if (SignOf(this) != SignOf(other)) return SignOf(this).CompareTo(SignOf(other));

        var size = _magnitude != other._magnitude ? _magnitude.CompareTo(other._magnitude) : _digits.SequenceCompareTo(other._digits);
        return _isNegative ? -size : size;
    }

    private static int SignOf(JsonNumber number) => number._digits.IsEmpty ? 0 : number._isNegative ? -1 : 1;

    private static long ExponentOf(ReadOnlySpan<byte> text)
    {
        var isNegative = text is [(byte)'-', ..];
        var digits = text.TrimStart("+-"u8).TrimStart((byte)'0');
        var size = digits.IsEmpty ? 0
            : digits.Length > MaxExponentDigits ? (long)Math.Pow(10, MaxExponentDigits)
            : long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return isNegative ? -size : size;
    }
}
