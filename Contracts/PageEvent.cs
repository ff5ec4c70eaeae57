using System.Text.Json.Serialization;

namespace Contracts;

/// <summary>A user viewed a page: the record on <see cref="Topics.PageEvents"/>.</summary>
/// <param name="Name">The page's name, which is the record's key.</param>
/// <param name="User">The user who viewed the page.</param>
/// <param name="Date">When the user viewed the page. The record's timestamp is a later time, that of its arrival.</param>
/// <param name="Duration">How long the user viewed the page, in milliseconds.</param>
public sealed record PageEvent(
    string Name, string User, DateTimeOffset Date, [property: JsonConverter(typeof(JsonInteger))] long Duration)
{
    /// <summary>
    /// The longest <see cref="Name"/> or <see cref="User"/> that <see cref="Validate"/> accepts, in Unicode code points, as in JSON Schema.
    /// </summary>
    public const int MaxTextLength = 256;

    /// <summary>Returns all validation errors of this event; none when it is valid.</summary>
    public IReadOnlyList<ValidationError> Validate()
    {
        if (IsText(Name) && IsText(User) && Date >= DateTimeOffset.UnixEpoch && Duration >= 0) return [];

        var errors = new List<ValidationError>();
        if (!IsText(Name)) errors.Add(new("name", TextRule));
        if (!IsText(User)) errors.Add(new("user", TextRule));
        if (Date < DateTimeOffset.UnixEpoch) errors.Add(new("date", "must not be before 1970-01-01T00:00:00Z"));
        if (Duration < 0) errors.Add(new("duration", "must not be negative"));
        return errors;
    }

    private const string TextRule = "must be 1 to 256 characters (Unicode code points), not all of them white space";

    private static bool IsText(string text) => IsShort(text) && !string.IsNullOrWhiteSpace(text);

    // A code point has one or two UTF-16 code units, so most texts need not be counted.
    private static bool IsShort(string text) =>
        text.Length <= MaxTextLength || (text.Length <= 2 * MaxTextLength && text.EnumerateRunes().Count() <= MaxTextLength);
}
