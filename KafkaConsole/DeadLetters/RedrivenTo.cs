using System.Text.Json;

namespace KafkaConsole.DeadLetters;

/// <summary>Where and when a dead letter was redriven: the value of its marker.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset that the record has there.</param>
/// <param name="At">When it was redriven.</param>
internal sealed record RedrivenTo(string Topic, int Partition, long Offset, DateTimeOffset At)
{
    private static readonly RedrivenTo Unreadable = new("", -1, -1, DateTimeOffset.MinValue);

    /// <summary>The name of a dead letter in a marker's key and in the header <c>redriven.from</c>.</summary>
    public static string NameOf(string topic, int partition, long offset) => FormattableString.Invariant($"{topic}/{partition}/{offset}");

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <summary>Reads a marker's value. An unreadable value still marks its dead letter as redriven.</summary>
    public static RedrivenTo Decode(byte[] value)
    {
        try
        {
            return JsonSerializer.Deserialize<RedrivenTo>(value, JsonSerializerOptions.Web) ?? Unreadable;
        }
        catch (JsonException)
        {
            return Unreadable;
        }
    }
}
