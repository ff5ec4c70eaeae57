using System.Text.Json;

namespace Contracts;

/// <summary>How deeply the objects and arrays of JSON may be nested.</summary>
public static class JsonNesting
{
    /// <summary>The maximum number of levels: that of System.Text.Json. A value without objects and arrays has none.</summary>
    public const int MaxDepth = 64;

    /// <summary>The rule, for errors.</summary>
    public const string Rule = "must not be nested deeper than 64 levels";

    /// <summary>
    /// Whether JSON that could not be read is nested too deeply. The exception has the same type as for a syntax error, so this reads it
    /// again, up to the first syntax error.
    /// </summary>
    public static bool IsTooDeep(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                // The depth of a start token does not count the level that it opens.
                var opensLevel = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
                if (opensLevel && reader.CurrentDepth >= MaxDepth) return true;
            }
        }
        catch (JsonException)
        {
            // The syntax error is at a smaller depth.
        }

        return false;
    }
}
