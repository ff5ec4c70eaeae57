using System.Runtime.InteropServices;
using System.Text.Json;
using Contracts;
using ProducerApi.Problems;

namespace ProducerApi.Events;

/// <summary>Reads a page event from JSON. Valid events take a fast path; invalid ones are parsed again to report all errors.</summary>
internal static class PageEventJson
{
    private const string UnicodeRule = "must be valid Unicode: the escapes \\ud800 to \\udfff are valid only in pairs";

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
        var name = members.Read("name", TextOf);
        var user = members.Read("user", TextOf);
        var date = members.Read("date", DateOf);
        var duration = members.Read("duration", DurationOf);

        var readable = new PageEvent(name ?? "-", user ?? "-", date ?? DateTimeOffset.UnixEpoch, duration ?? 0);
        return [.. members.ValidationErrors.Concat(readable.Validate()).OrderBy(error => Array.IndexOf(Members.Names, error.Member))];
    }

    private static string? TextOf(JsonElement member)
    {
        if (member.ValueKind is not JsonValueKind.String) throw new JsonException("must be text");

        try
        {
            return member.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new JsonException(UnicodeRule);
        }
    }

    private static DateTimeOffset? DateOf(JsonElement member)
    {
        if (member.ValueKind is JsonValueKind.String) TextOf(member); // throws if it is not Unicode

        return member.Deserialize(ContractsJson.Default.DateTimeOffset);
    }

    private static long? DurationOf(JsonElement member) =>
        member.ValueKind is JsonValueKind.Number && JsonInteger.TryParse(JsonMarshal.GetRawUtf8Value(member), out var duration)
            ? duration
            : throw new JsonException("must be a whole number of milliseconds, at most 9223372036854775807");

    private sealed class Members
    {
        public static readonly string[] Names = ["name", "user", "date", "duration"];

        private readonly List<(string Name, JsonElement Value)> _members = [];

        public Members(JsonElement json)
        {
            foreach (var member in json.EnumerateObject())
            {
                try
                {
                    _members.Add((member.Name, member.Value));
                }
                catch (InvalidOperationException)
                {
                    ValidationErrors.Add(new("$", $"has a member whose name {UnicodeRule}"));
                }
            }
        }

        public List<ValidationError> ValidationErrors { get; } = [];

        /// <summary>
        /// Reads a member. Adds an error and returns null if it is missing, duplicate, or violates the rule that <paramref name="read"/>
        /// throws as the message of a <see cref="JsonException"/>.
        /// </summary>
        public T? Read<T>(string name, Func<JsonElement, T?> read)
        {
            var found = _members.Where(member => member.Name == name).Select(member => member.Value).Take(2).ToList();
            try
            {
                if (found.Count == 1) return read(found[0]);

                ValidationErrors.Add(new(name, found.Count == 0 ? "is missing" : "is given more than once"));
            }
            catch (JsonException e)
            {
                ValidationErrors.Add(new(name, e.Message));
            }

            return default;
        }
    }
}
