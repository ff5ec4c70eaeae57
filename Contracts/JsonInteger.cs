using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Contracts;

/// <summary>
/// Reads every number that JSON Schema calls an integer: one without a fraction, however it is written. <c>1234</c>, <c>1234.0</c> and
/// <c>1.234e3</c> are the same integer. Writes plain digits.
/// </summary>
public sealed class JsonInteger : JsonConverter<long>
{
    /// <summary>What a number must be to be read.</summary>
    public const string Rule = "must be a whole number from -9223372036854775808 to 9223372036854775807";

    /// <summary>
    /// Larger exponents count as this one: the number is zero or too large, and with a negative exponent zero or a fraction, either way.
    /// </summary>
    private const int MaxExponent = 1_000_000_000;

    /// <summary>Reads an integer. All digits count: none is rounded. Time and memory don't grow with the exponent.</summary>
    /// <param name="number">A number in the syntax of JSON; anything else is not read.</param>
    /// <param name="value">The integer; 0 if the text is not an integer in the range of <see cref="long"/>.</param>
    public static bool TryParse(ReadOnlySpan<byte> number, out long value)
    {
        value = 0;
        var isNegative = Skip(ref number, (byte)'-');
        var whole = TakeDigits(ref number);
        if (whole.IsEmpty || whole is [(byte)'0', _, ..]) return false;

        ReadOnlySpan<byte> fraction = [];
        if (Skip(ref number, (byte)'.') && (fraction = TakeDigits(ref number)).IsEmpty) return false;
        if (!TryTakeExponent(ref number, out var exponent) || !number.IsEmpty) return false;

        // The power of ten of the digit after the last one.
        var power = whole.Length + exponent;
        var magnitude = UInt128.Zero;
        if (!TryAppend(whole, ref power, ref magnitude) || !TryAppend(fraction, ref power, ref magnitude)) return false;

        for (; power > 0 && magnitude > 0; power--)
        {
            magnitude *= 10;
            if (magnitude > 1UL << 63) return false;
        }

        var signed = isNegative ? -(Int128)magnitude : (Int128)magnitude;
        if (signed > long.MaxValue) return false;

        value = (long)signed;
        return true;
    }

    /// <inheritdoc/>
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.Number)
        {
            if (reader.TryGetInt64(out var value)) return value; // plain digits
            if (TryParse(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan, out value)) return value;
        }

        throw new JsonException(Rule);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    /// <summary>
    /// Appends digits to the magnitude, while <paramref name="power"/> counts down. Digits after the decimal point must be 0.
    /// </summary>
    private static bool TryAppend(ReadOnlySpan<byte> digits, ref long power, ref UInt128 magnitude)
    {
        foreach (var digit in digits)
        {
            power--;
            if (power < 0 && digit != '0') return false;
            if (power < 0) continue;

            magnitude = (magnitude * 10) + (uint)(digit - '0');
            if (magnitude > 1UL << 63) return false;
        }

        return true;
    }

    private static bool TryTakeExponent(scoped ref ReadOnlySpan<byte> number, out long exponent)
    {
        exponent = 0;
        if (!Skip(ref number, (byte)'e') && !Skip(ref number, (byte)'E')) return true;

        var isNegative = Skip(ref number, (byte)'-');
        if (!isNegative) Skip(ref number, (byte)'+');
        var digits = TakeDigits(ref number);
        foreach (var digit in digits) exponent = Math.Min((exponent * 10) + digit - '0', MaxExponent);
        if (isNegative) exponent = -exponent;
        return !digits.IsEmpty;
    }

    private static bool Skip(scoped ref ReadOnlySpan<byte> text, byte expected)
    {
        if (text.IsEmpty || text[0] != expected) return false;

        text = text[1..];
        return true;
    }

    private static ReadOnlySpan<byte> TakeDigits(scoped ref ReadOnlySpan<byte> text)
    {
        var length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = length < 0 ? text : text[..length];
        text = text[digits.Length..];
        return digits;
    }
}
