using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KafkaConsole.Search;

/// <summary>
/// Reads conditions such as <c>$.user == "U1" &amp;&amp; $['trace id'] != null</c>. This is the part of a JSONPath filter (RFC 9535,
/// section 2.3.5) that has no functions, no parentheses, no <c>||</c> and no <c>!</c>. Names in a path may have a hyphen without quotes.
/// </summary>
internal sealed class JsonConditionParser
{
    /// <summary>Shown where a condition is expected.</summary>
    public const string Example = "$.user == \"U1\"";

    private static readonly (string Sign, JsonComparison Comparison)[] Comparisons =
    [
        ("==", JsonComparison.Equal), ("!=", JsonComparison.NotEqual), ("<=", JsonComparison.AtMost), (">=", JsonComparison.AtLeast),
        ("<", JsonComparison.Less), (">", JsonComparison.Greater),
    ];

    private readonly string _text;
    private int _position;

    private JsonConditionParser(string text) => _text = text;

    private ReadOnlySpan<char> Rest => _text.AsSpan(_position);

    /// <summary>Reads conditions that must all be met. The text is valid Unicode.</summary>
    /// <exception cref="FormatException">The text is something else. The message says where.</exception>
    public static IReadOnlyList<JsonCondition> Parse(string text)
    {
        var parser = new JsonConditionParser(text);
        var conditions = new List<JsonCondition>();
        do
        {
            conditions.Add(parser.Condition());
        }
        while (parser.Takes("&&"));

        if (parser.Rest.Length > 0) throw parser.Error("an operator (==, !=, <, <=, >, >=), && or the end is expected");
        return conditions;
    }

    private JsonCondition Condition()
    {
        SkipSpace();
        var path = new JsonPath(Segments());
        SkipSpace();
        foreach (var (sign, comparison) in Comparisons)
        {
            if (Takes(sign)) return new(path, comparison, Literal());
        }

        return new(path, null, []);
    }

    private List<JsonPath.Segment> Segments()
    {
        if (!Takes("$")) throw Error($"a path that begins with $ is expected, as in {Example}");

        var segments = new List<JsonPath.Segment>();
        while (Rest is ['.' or '[', ..])
        {
            segments.Add(Takes(".") ? AfterDot() : InBrackets());
        }

        return segments;
    }

    private JsonPath.Segment AfterDot()
    {
        if (Takes("*")) return new();

        var name = TakeWhile(character => char.IsLetterOrDigit(character) || char.IsSurrogate(character) || character is '_' or '-');
        return name.Length > 0
            ? new(Name: Encoding.UTF8.GetBytes(name))
            : throw Error("a name or * is expected. Other names are written as ['a b']");
    }

    private JsonPath.Segment InBrackets()
    {
        Takes("[");
        SkipSpace();
        var segment = Rest is ['"' or '\'', ..] ? new JsonPath.Segment(Name: NameIn(Quoted()))
            : Takes("*") ? new()
            : new(Index: Index());
        SkipSpace();
        return Takes("]") ? segment : throw Error("] is expected");
    }

    private int Index()
    {
        var start = _position;
        var digits = TakeWhile(character => char.IsAsciiDigit(character) || character is '-');
        if (int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)) return index;

        _position = start;
        throw Error("an index, a name in quotes or * is expected");
    }

    private byte[] Literal()
    {
        SkipSpace();
        var start = _position;
        var literal = Rest is ['"' or '\'', ..]
            ? Quoted()
            : Encoding.UTF8.GetBytes(TakeWhile(character => !char.IsWhiteSpace(character) && character is not '&'));
        SkipSpace();
        if (IsLiteral(literal)) return literal;

        _position = start;
        throw Error("text in quotes, a number, true, false or null is expected");
    }

    private static byte[] NameIn(byte[] quoted) => JsonText.Unescape(quoted.AsSpan(1..^1)).ToArray();

    /// <summary>Reads a string in double or single quotes and returns it as JSON, in double quotes.</summary>
    private byte[] Quoted()
    {
        var start = _position;
        var quote = Rest[0];
        var json = new StringBuilder("\"");
        for (_position++; Rest.Length > 0 && Rest[0] != quote; _position++)
        {
            if (Rest is ['\\', var escaped, ..])
            {
                _position++;
                json.Append(escaped is '\'' && quote is '\'' ? "'" : $"\\{escaped}");
            }
            else
            {
                json.Append(Rest[0] is '"' ? "\\\"" : Rest[..1]);
            }
        }

        var literal = Encoding.UTF8.GetBytes(json.Append('"').ToString());
        if (Takes($"{quote}") && IsLiteral(literal)) return literal;

        _position = start;
        throw Error("this text in quotes does not end, or has an escape that JSON does not have");
    }

    private static bool IsLiteral(byte[] json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            return reader.Read() && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool Takes(string expected)
    {
        if (!Rest.StartsWith(expected, StringComparison.Ordinal)) return false;

        _position += expected.Length;
        return true;
    }

    private string TakeWhile(Func<char, bool> isTaken)
    {
        var start = _position;
        while (Rest.Length > 0 && isTaken(Rest[0])) _position++;
        return _text[start.._position];
    }

    private void SkipSpace() => TakeWhile(char.IsWhiteSpace);

    private FormatException Error(string reason) => new($"is not understood at character {_position + 1}: {reason}");
}
