using System.Text;
using Contracts;

namespace ServiceDefaults.Http;

/// <summary>Reads an instant from a query parameter, in one of the formats of <see cref="Instant"/>.</summary>
public static class InstantParameter
{
    /// <summary>Reads an instant.</summary>
    /// <returns>The rule that the text violates; null when it is an instant.</returns>
    public static string? Parse(string text, out DateTimeOffset instant)
    {
        var error = Instant.Parse(Encoding.UTF8.GetBytes(text), out instant);
        return error is Instant.Rule ? $"{error} (in a URL, + is written %2B)" : error;
    }
}
