using System.Text.Json;

namespace KafkaConsole.DeadLetters;

/// <summary>Checks whether bytes are JSON, at any depth.</summary>
internal static class JsonSyntax
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>Why the bytes are not JSON, as a sentence with the place; null when they are.</summary>
    public static string? ErrorOf(byte[] value)
    {
        if (value.Length == 0) return "It is empty.";

        try
        {
            var reader = new Utf8JsonReader(value, AnyDepth);
            while (reader.Read())
            {
                // reading to the end checks the syntax
            }

            return null;
        }
        catch (JsonException e)
        {
            // The place in .NET's message counts from 0.
            var reason = e.Message.Split(" LineNumber:")[0].TrimEnd('.');
            return $"{reason} (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).";
        }
    }
}
