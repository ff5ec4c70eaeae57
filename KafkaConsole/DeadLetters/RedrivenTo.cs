using System.Text.Json;
using System.Text.Json.Serialization;
using KafkaConsole.Layout;

namespace KafkaConsole.DeadLetters;

/// <summary>Where and when a dead letter was redriven: the value of its marker.</summary>
/// <param name="Topic">The topic of the redriven record.</param>
/// <param name="Partition">The partition of the redriven record.</param>
/// <param name="Offset">The offset of the redriven record; null when the cluster has not told it.</param>
/// <param name="At">When it was redriven, by the clock of the console.</param>
/// <param name="IsEdited">Whether its value was edited.</param>
public sealed record RedrivenTo(string Topic, int Partition, long? Offset, DateTimeOffset At, bool IsEdited = false)
{
    /// <summary>The place in words.</summary>
    [JsonIgnore]
    public string Place => $"{Topic}, partition {Partition}{(Offset is { } offset ? $", offset {Format.Count(offset)}" : "")}";

    /// <summary>Writes a marker's value.</summary>
    internal byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <summary>Reads a marker's value, which a console has written.</summary>
    /// <exception cref="JsonException">The value has another format.</exception>
    internal static RedrivenTo Decode(byte[] value) =>
        JsonSerializer.Deserialize<RedrivenTo>(value, JsonSerializerOptions.Web) ?? throw new JsonException("The marker is null.");
}
