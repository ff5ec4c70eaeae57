using System.Text.Json;

namespace KafkaConsole.DeadLetters;

/// <summary>Says that a dead letter went back, and where to.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset that it has there now.</param>
/// <param name="At">When it went.</param>
internal sealed record Redriven(string Topic, int Partition, long Offset, DateTimeOffset At)
{
    private static readonly Redriven Unreadable = new("", -1, -1, DateTimeOffset.MinValue);

    /// <summary>What a dead letter is called in a marker's key and in the header <c>redriven.from</c>.</summary>
    public static string NameOf(string topic, int partition, long offset) => FormattableString.Invariant($"{topic}/{partition}/{offset}");

    /// <summary>The marker's value.</summary>
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <summary>Reads a marker's value. One that this program did not write is a marker nevertheless.</summary>
    public static Redriven Decode(byte[] value)
    {
        try
        {
            return JsonSerializer.Deserialize<Redriven>(value, JsonSerializerOptions.Web) ?? Unreadable;
        }
        catch (JsonException)
        {
            return Unreadable;
        }
    }
}
