using System.Text.Json;
using Contracts;
using ProducerApi.Problems;

namespace ProducerApi.Events;

/// <summary>Reads a page event from JSON. Valid events take a fast path; invalid ones are parsed again to report all errors.</summary>
internal static class PageEventJson
{
    /// <summary>Returns the event, or all its errors: members that are missing, duplicate, of the wrong type or out of range.</summary>
    public static (PageEvent? Event, IReadOnlyList<ValidationError> ValidationErrors) Read(Topic<PageEvent> topic, ReadOnlySpan<byte> utf8)
    {
        try
        {
            var pageEvent = topic.Decode(utf8);
            var errors = pageEvent.Validate();
            return errors.Count == 0 ? (pageEvent, errors) : (null, errors);
        }
        catch (JsonException e)
        {
            return (null, Diagnose(utf8.ToArray(), e));
        }
    }

    private static List<ValidationError> Diagnose(byte[] utf8, JsonException cause)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8);
            var errors = json.RootElement.ValueKind is JsonValueKind.Object
                ? Diagnose(json.RootElement)
                : [new("$", "must be an object with the members name, user, date and duration")];
            return errors.Count > 0 ? errors : [new("$", cause.Message)];
        }
        catch (JsonException e)
        {
            return [MalformedJson.ErrorOf(e, utf8)];
        }
    }

    /// <summary>
    /// Reports the members that can't be read. Replaces them by valid values, then validates the event to find the errors of the others.
    /// </summary>
    private static List<ValidationError> Diagnose(JsonElement json)
    {
        var members = new Members(json);
        var name = members.Read("name", "must be text", member => member.GetString());
        var user = members.Read("user", "must be text", member => member.GetString());
        var date = members.Read("date", "must be an ISO-8601 instant or milliseconds since 1970-01-01T00:00:00Z",
            member => (DateTimeOffset?)member.Deserialize(ContractsJson.Default.DateTimeOffset));
        var duration = members.Read("duration", "must be a whole number of milliseconds",
            member => (long?)member.Deserialize(ContractsJson.Default.Int64));

        var readable = new PageEvent(name ?? "-", user ?? "-", date ?? DateTimeOffset.UnixEpoch, duration ?? 0);
        return [.. members.ValidationErrors.Concat(readable.Validate()).OrderBy(error => Array.IndexOf(Members.Names, error.Member))];
    }

    private sealed class Members(JsonElement json)
    {
        public static readonly string[] Names = ["name", "user", "date", "duration"];

        public List<ValidationError> ValidationErrors { get; } = [];

        /// <summary>Reads a member. Adds an error and returns null if it is missing, duplicate or of the wrong type.</summary>
        public T? Read<T>(string name, string rule, Func<JsonElement, T?> read)
        {
            var found = json.EnumerateObject().Where(member => member.NameEquals(name)).Take(2).ToList();
            var error = found.Count switch { 0 => "is missing", 1 => rule, _ => "is given more than once" };
            try
            {
                if (found.Count == 1 && read(found[0].Value) is { } value) return value;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // The member has another type, or is text that is not valid Unicode.
            }

            ValidationErrors.Add(new(name, error));
            return default;
        }
    }
}
