using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Confluent.Kafka;

namespace KafkaConsole.DeadLetters;

/// <summary>A new value for a dead letter, which is redriven with it. Key and headers stay, and so does the partition.</summary>
/// <param name="Value">The new value as text.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LetterEdit([property: JsonRequired] string Value)
{
    /// <summary>Why a value that has no text can't be edited.</summary>
    public const string NotText = "The value of the dead letter is not text, or it is a tombstone, so it can't be edited as text.";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The value of a dead letter as text; null when it is not text or a tombstone, and so can't be edited.</summary>
    public static string? TextOf(ConsumeResult<byte[], byte[]> letter) => letter.Message.Value switch
    {
        { } value when Utf8.IsValid(value) && !value.Contains((byte)0) => Encoding.UTF8.GetString(value),
        _ => null,
    };

    /// <summary>Checks the new value against the old one and encodes it.</summary>
    /// <returns>The new value, or why it is refused.</returns>
    public (byte[]? Value, string? Error) ValueFor(ConsumeResult<byte[], byte[]> letter)
    {
        if (TextOf(letter) is not { } before) return (null, NotText);

        byte[] value;
        try
        {
            value = Strict.GetBytes(Value);
        }
        catch (EncoderFallbackException e)
        {
            return (null, $"The new value has half a surrogate pair at character {e.Index}, which UTF-8 can't represent.");
        }

        if (JsonSyntax.ErrorOf(Encoding.UTF8.GetBytes(before)) is null && JsonSyntax.ErrorOf(value) is { } error)
        {
            return (null, $"The value of the dead letter is JSON, and the new value is not: {error}");
        }

        return (value, null);
    }
}
