using System.Text.Json;
using System.Text.Json.Serialization;

namespace Contracts;

/// <summary>Writes instants as ISO-8601 in UTC. Reads ISO-8601, or milliseconds since 1970-01-01T00:00:00Z.</summary>
public sealed class InstantJson : JsonConverter<DateTimeOffset>
{
    private static readonly long MinMilliseconds = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long MaxMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String when reader.TryGetDateTimeOffset(out var instant) => instant.ToUniversalTime(),
        JsonTokenType.Number when reader.TryGetInt64(out var ms) && ms >= MinMilliseconds && ms <= MaxMilliseconds
            => DateTimeOffset.FromUnixTimeMilliseconds(ms),
        _ => throw new JsonException("must be an ISO-8601 instant or milliseconds since 1970-01-01T00:00:00Z"),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
}
