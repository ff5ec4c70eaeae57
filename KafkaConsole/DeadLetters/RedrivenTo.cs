using System.Text.Json;

namespace KafkaConsole.DeadLetters;

/// <summary>Where and when a dead letter was redriven: the value of its marker.</summary>
/// <param name="Topic">The topic of the redriven record.</param>
/// <param name="Partition">The partition of the redriven record.</param>
/// <param name="Offset">The offset of the redriven record.</param>
/// <param name="At">When it was redriven, by the clock of the console.</param>
internal sealed record RedrivenTo(string Topic, int Partition, long Offset, DateTimeOffset At)
{
    private static readonly RedrivenTo Unreadable = new("", -1, -1, DateTimeOffset.MinValue);

    /// <summary>Writes a marker's value.</summary>
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
