using System.Text.Json;

namespace KafkaConsole.Search;

/// <summary>
/// A condition on a JSON value: <c>$.user == "U1"</c>, <c>$.duration &gt; 100</c>, or <c>$.user</c> for a value that is there at all. It
/// means what it means in a filter of JSONPath (RFC 9535, section 2.3.5.2.2): numbers are compared by their exact value, strings without
/// their escapes and by code points, and values of different types are not equal. Beyond the RFC, the path may have wildcards: then one of
/// the values must compare so, and <c>!=</c> is true where <c>==</c> is not.
/// </summary>
/// <param name="path">Where the value is.</param>
/// <param name="comparison">How it is compared; null to test that it exists.</param>
/// <param name="literal">The JSON literal that it is compared with: no object, no array.</param>
internal sealed class JsonCondition(JsonPath path, JsonComparison? comparison, byte[] literal)
{
    // A record may be nested as deep as it likes. The reader is not recursive.
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly JsonTokenType _literalType = comparison is null ? JsonTokenType.None : TypeOf(literal);

    /// <summary>Whether these bytes are one JSON value that meets the condition.</summary>
    public bool Matches(ReadOnlySpan<byte> json)
    {
        if (!CanBeJson(json)) return false;

        try
        {
            var reader = new Utf8JsonReader(json, AnyDepth);
            reader.Read();
            var isMet = path.AnyValue(ref reader, Test);
            while (reader.Read()) { } // throws where the rest is not JSON
            return isMet != comparison is JsonComparison.NotEqual;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // An exception for each record of a topic without JSON would be slow.
    private static bool CanBeJson(ReadOnlySpan<byte> json) =>
        json.TrimStart(" \t\r\n"u8) is [var first, ..] && "{[\"-0123456789tfn"u8.Contains(first);

    private static JsonTokenType TypeOf(byte[] literal)
    {
        var reader = new Utf8JsonReader(literal);
        reader.Read();
        return reader.TokenType;
    }

    private bool Test(ref Utf8JsonReader reader)
    {
        var isMet = comparison is null || Compares(ref reader);
        reader.Skip();
        return isMet;
    }

    private bool Compares(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != _literalType) return false;

        var difference = reader.TokenType switch
        {
            JsonTokenType.Number => JsonNumber.Compare(reader.ValueSpan, literal),
            JsonTokenType.String => JsonText.Unescape(reader.ValueSpan).SequenceCompareTo(JsonText.Unescape(literal.AsSpan(1..^1))),
            _ => 0, // true, false and null have no order
        };
        return comparison switch
        {
            JsonComparison.Equal or JsonComparison.NotEqual => difference == 0,
            JsonComparison.AtMost => difference <= 0,
            JsonComparison.AtLeast => difference >= 0,
            JsonComparison.Less => difference < 0,
            JsonComparison.Greater => difference > 0,
            _ => throw new InvalidOperationException($"{comparison} is no comparison."),
        };
    }
}

/// <summary>The comparisons of JSONPath.</summary>
internal enum JsonComparison
{
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}
