using System.Text.Json;
using System.Text.Unicode;
using Contracts;
using ProducerApi.Bodies;
using ProducerApi.Problems;

namespace ProducerApi.Records;

/// <summary>Checks that bytes are a value of a format. The content of the value does not matter.</summary>
internal static class RecordValue
{
    public static IEnumerable<ValidationError> Validate(ReadOnlySpan<byte> value, ValueFormat format)
    {
        if (format is ValueFormat.Bytes) return [];
        if (!Utf8.IsValid(value)) return [new("$", "is not UTF-8")];

        return format is ValueFormat.Json ? ValidateJson(value) : [];
    }

    private static IEnumerable<ValidationError> ValidateJson(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JsonNesting.MaxDepth });
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
