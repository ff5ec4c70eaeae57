using System.Text;
using System.Text.Json;

namespace KafkaConsole.Records;

/// <summary>
/// Indents JSON by copying its tokens. Only the white space between them changes: numbers keep their digits, strings their escapes, and
/// objects their duplicate members. To read the JSON into a document and write it again would change these, and fail for the escape of half
/// a surrogate pair, which is valid JSON (RFC 8259, section 8.2).
/// </summary>
internal static class JsonLayout
{
    private const int IndentSize = 2;
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>
    /// The JSON with indentation; null when the bytes are not JSON. Writing stops after <paramref name="maxLength"/> characters.
    /// </summary>
    public static string? Indent(ReadOnlySpan<byte> utf8, int maxLength)
    {
        var reader = new Utf8JsonReader(utf8, AnyDepth);
        var text = new StringBuilder();
        try
        {
            for (var previous = JsonTokenType.None; reader.Read(); previous = reader.TokenType)
            {
                if (text.Length <= maxLength) Append(text, reader, previous);
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, in Utf8JsonReader reader, JsonTokenType previous)
    {
        var isFirst = previous is JsonTokenType.StartObject or JsonTokenType.StartArray;
        var isEnd = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
        if (previous is not (JsonTokenType.None or JsonTokenType.PropertyName) && !(isFirst && isEnd))
        {
            if (!isFirst && !isEnd) text.Append(',');
            text.Append('\n').Append(' ', IndentSize * reader.CurrentDepth);
        }

        var token = Encoding.UTF8.GetString(reader.ValueSpan);
        if (reader.TokenType is JsonTokenType.PropertyName) text.Append('"').Append(token).Append("\": ");
        else if (reader.TokenType is JsonTokenType.String) text.Append('"').Append(token).Append('"');
        else text.Append(token);
    }
}
