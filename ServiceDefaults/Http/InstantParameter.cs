using System.Globalization;
using System.Text.Json;
using Contracts;

namespace ServiceDefaults.Http;

/// <summary>Reads an instant from a query parameter, in the format of the contracts: ISO-8601 or milliseconds since 1970.</summary>
public static class InstantParameter
{
    /// <summary>The validation error of a parameter that is not an instant.</summary>
    public const string Rule = "must be an ISO-8601 instant (with %2B for +) or milliseconds since 1970-01-01T00:00:00Z";

    /// <summary>Returns the instant; null when the text is not one.</summary>
    public static DateTimeOffset? Parse(string text)
    {
        var isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        try
        {
            var json = isNumber ? text : $"\"{JsonEncodedText.Encode(text)}\"";
            return JsonSerializer.Deserialize(json, ContractsJson.Default.DateTimeOffset);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
