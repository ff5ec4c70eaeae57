using System.Text.Json;
using Contracts;

namespace ProducerApi.Idempotency;

/// <summary>
/// Reads the member <c>id</c> of an event, which is its idempotency key. It is no part of the record. Almost all of the work is spared for
/// events without one.
/// </summary>
internal static class PageEventId
{
    private const string Member = "id";

    /// <summary>Returns the id, or what is wrong with it; neither when the event has none.</summary>
    /// <param name="utf8">The JSON of the event.</param>
    public static (string? Id, ValidationError? Error) Read(ReadOnlySpan<byte> utf8)
    {
        // The name of a member can be written with escapes, which have a backslash.
        if (utf8.IndexOf("\"id\""u8) < 0 && utf8.IndexOf((byte)'\\') < 0) return default;

        try
        {
            return Find(utf8);
        }
        catch (JsonException)
        {
            return default; // the errors of the event say that it is not JSON
        }
    }

    private static (string? Id, ValidationError? Error) Find(ReadOnlySpan<byte> utf8)
    {
        string? id = null;
        var reader = new Utf8JsonReader(utf8);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject) return default;

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isId = TextOf(reader) is Member;
            reader.Read();
            if (isId)
            {
                if (id is not null) return (null, new(Member, "is given more than once"));
                if (reader.TokenType is not JsonTokenType.String || TextOf(reader) is not { } text || !IdempotencyKey.IsValid(text))
                {
                    return (null, new(Member, IdempotencyKey.Rule));
                }

                id = text;
            }

            reader.Skip();
        }

        return (id, null);
    }

    /// <summary>The text of a member's name or value; null when it is not valid Unicode.</summary>
    private static string? TextOf(in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
