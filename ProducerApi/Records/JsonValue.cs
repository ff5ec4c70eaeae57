using System.Text.Json;
using System.Text.Unicode;
using Contracts;
using ProducerApi.Problems;

namespace ProducerApi.Records;

/// <summary>Checks that bytes are one JSON value in UTF-8. The content of the value does not matter.</summary>
internal static class JsonValue
{
    public static IEnumerable<ValidationError> Validate(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8)) return [new("$", "is not UTF-8")];

        try
        {
            var reader = new Utf8JsonReader(utf8);
            while (reader.Read())
            {
            }

            return [];
        }
        catch (JsonException e)
        {
            return [MalformedJson.ErrorOf(e, utf8)];
        }
    }
}
