using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Contracts;

/// <summary>
/// Writes instants as RFC 3339 in UTC. Reads both formats of <see cref="Instant"/>: RFC 3339 as text, milliseconds as a number.
/// </summary>
public sealed class InstantJson : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var instant = default(DateTimeOffset);
        var error = reader.TokenType switch
        {
            JsonTokenType.String when reader.ValueIsEscaped => Rfc3339.Parse(Encoding.UTF8.GetBytes(reader.GetString()!), out instant),
            JsonTokenType.String => Rfc3339.Parse(TokenOf(reader), out instant),
            JsonTokenType.Number => Instant.ParseMilliseconds(TokenOf(reader), out instant),
            _ => Instant.Rule,
        };
        return error is null ? instant : throw new JsonException(error);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);

    private static ReadOnlySpan<byte> TokenOf(in Utf8JsonReader reader) =>
        reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
}
